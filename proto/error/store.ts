import type { ErrorTable } from "./table.ts";

export const STORE_ERRORS = {
  STORE_HEAL_MISMATCH: {
    retriable: false,
    text: "what was read again from the source is not what the log has lost",
    help: "Filters or switches were changed since, or the source is another: consumers that stand there must be set behind the gap (sluice cursor set).",
  },
  STORE_LEFT_BEHIND: {
    retriable: false,
    text: "the entries that the consumer needs next are no longer held",
    help: "Its cursor is safe: restart the destination and it is read again from there, or unsubscribe the consumer.",
  },
  STORE_BUDGET_INVALID: {
    retriable: false,
    text: "the byte budget of a store must be positive",
    help: "Check canal.instance.memory.buffer.size and canal.instance.memory.buffer.memunit.",
  },
  STORE_RECORD_CORRUPT: {
    retriable: true,
    text: "the log of the destination is damaged here",
    help: "It is read again from the source and written back; consumers wait there meanwhile. Check the disk: bytes have changed under the server.",
  },
  STORE_RECORD_MISSING: {
    retriable: true,
    text: "a part of the log of the destination is not there",
    help: "It is read again from the source and written back; consumers wait there meanwhile. Files of the log must not be moved or deleted by hand.",
  },
  STORE_READ_FAILED: {
    retriable: true,
    text: "the log of the destination cannot be read",
    help: "Check the disk and the permissions of the folder (canal.file.data.dir).",
  },
  META_CORRUPT: {
    retriable: false,
    text: "the file of cursors is not readable as one",
    help: "It is left as it is. Restore it from a copy; or move it away to begin as a new server, and set a start position so that nothing is missed.",
  },
  META_READ_FAILED: {
    retriable: true,
    text: "the file of cursors cannot be read",
    help: "Check that the folder (canal.file.data.dir) exists, is readable, and belongs to the server's user.",
  },
  META_WRITE_FAILED: {
    retriable: true,
    text: "the cursors cannot be written",
    help: "Check the space and the permissions of the folder (canal.file.data.dir). Writing is tried again; acks wait until it works.",
  },
  META_CLOSED: {
    retriable: true,
    text: "the cursors are not open any more",
    help: "The destination was stopped; connect again.",
  },
} as const satisfies ErrorTable;
