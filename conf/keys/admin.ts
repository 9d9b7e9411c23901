import type { KeyDeclaration } from "../declaration.ts";

/** How the operator's commands reach a running server. */
export const ADMIN_KEYS = {
  "sluice.admin.socket": {
    type: "text",
    scope: "server",
    file: "canal",
    doc: "Unix socket of the operator's commands (sluice status, cursor ...), open to this user alone. Blank: sluice.sock in canal.file.data.dir;\nnone: no socket.",
  },
} as const satisfies Readonly<Record<string, KeyDeclaration>>;
