import { cursorFromJson, cursorToJson } from "../cursor-json.ts";
import { SluiceError } from "../error.ts";
import type { Cursor } from "../position.ts";

/*
 * What Canal's nodes hold (canal-protocol 6.2): UTF-8 JSON, keys in alphabetical order, no spaces, absent values left out. Readers take any
 * order, white space and unknown keys.
 */

/** Content of `running` of a destination. */
export interface ServerRunning {
  /** `host:port`, with brackets around an IPv6 host. */
  readonly address: string;
  /** False asks the server to give the destination up. */
  readonly active: boolean;
}

/** Content of `running` of a client id. */
export interface ClientRunning {
  /** Its host, and once it is connected its own end of the connection: `host:port`. */
  readonly address: string;
  readonly active: boolean;
  readonly clientId: number;
}

export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

export function encodeServerRunning({ active, address }: ServerRunning): Buffer {
  return Buffer.from(JSON.stringify({ active, address }));
}

/** Throws COORDINATION_BAD_PAYLOAD naming the path. */
export function decodeServerRunning(data: Uint8Array, path: string): ServerRunning {
  const json = recordOf(data, path);
  return { address: addressOf(json, path), active: json["active"] !== false };
}

export function encodeClientRunning({ active, address, clientId }: ClientRunning): Buffer {
  return Buffer.from(JSON.stringify({ active, address, clientId }));
}

/** Throws COORDINATION_BAD_PAYLOAD naming the path. */
export function decodeClientRunning(data: Uint8Array, path: string): ClientRunning {
  const json = recordOf(data, path);
  const clientId = json["clientId"];
  return {
    address: addressOf(json, path),
    active: json["active"] !== false,
    clientId: typeof clientId === "number" ? clientId : 0,
  };
}

/** A cursor in the form that Java reads, `@type` first. */
export function encodeCursor(cursor: Cursor): Buffer {
  return Buffer.from(JSON.stringify(cursorToJson(cursor, "zookeeper")));
}

/** Throws COORDINATION_BAD_PAYLOAD naming the path. */
export function decodeCursor(data: Uint8Array, path: string): Cursor {
  try {
    return cursorFromJson(recordOf(data, path));
  } catch (cause) {
    if (!(cause instanceof SluiceError) || cause.code !== "META_CORRUPT") throw cause;
    throw new SluiceError("COORDINATION_BAD_PAYLOAD", { path, ...cause.details }, { cause });
  }
}

/** `host:port`, with brackets around an IPv6 host. */
export function formatAddress({ host, port }: HostAndPort): string {
  return `${host.includes(":") ? `[${host}]` : host}:${String(port)}`;
}

/** Reads what `formatAddress` writes, and an IPv6 host without brackets before the last colon, as Java would write it. Undefined: neither. */
export function parseAddress(text: string): HostAndPort | undefined {
  const match = /^(?:\[(?<six>[^[\]]+)\]|(?<name>[^[\]]+)):(?<port>\d{1,5})$/.exec(text);
  const port = Number(match?.groups?.["port"]);
  const host = match?.groups?.["six"] ?? match?.groups?.["name"];
  return host !== undefined && port >= 1 && port <= 65535 ? { host, port } : undefined;
}

function recordOf(data: Uint8Array, path: string): Readonly<Record<string, unknown>> {
  const bad = (cause?: unknown) =>
    new SluiceError("COORDINATION_BAD_PAYLOAD", { path, expected: "a JSON object" }, { cause });
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("utf8"));
  } catch (cause) {
    throw bad(cause);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw bad();
  return value as Readonly<Record<string, unknown>>;
}

function addressOf(json: Readonly<Record<string, unknown>>, path: string): string {
  const address = json["address"];
  if (typeof address === "string" && address !== "") return address;
  throw new SluiceError("COORDINATION_BAD_PAYLOAD", { path, expected: "an address" });
}
