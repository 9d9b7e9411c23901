import type { ErrorTable } from "./table.ts";

export const STORE_ERRORS = {
  STORE_HEAL_MISMATCH: {
    retriable: false,
    text: "what was read again from the source is not what the log has lost",
    help: "The source's log, or its table definitions, are not what they were. It is tried again every minute; or set consumers that stand there behind the gap (sluice cursor set … --to, the number behind `last`).",
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
  STORE_WRITE_FAILED: {
    retriable: true,
    text: "the log of the destination cannot be written",
    help: "Check the space and the permissions of the folder (canal.file.data.dir). It is tried again until it works; the source waits meanwhile and nothing is lost.",
  },
  STORE_SEGMENT_CORRUPT: {
    retriable: false,
    text: "a file of the log is not readable as a segment",
    help: "It is put aside under the name .damaged, and what it held is read again from the source.",
  },
  STORE_VERSION_UNKNOWN: {
    retriable: false,
    text: "the log was written by another version of the server",
    help: "Start the version that wrote it, or move the folder log away: reading goes on at the consumers' cursors, as far as the source still has that.",
  },
  STORE_OTHER_DESTINATION: {
    retriable: false,
    text: "the folder holds the log of another destination",
    help: "Each destination has a folder of its own below canal.file.data.dir; move the files back to where they belong.",
  },
  STORE_SEGMENTS_OVERLAP: {
    retriable: false,
    text: "two files of the log hold the same numbers",
    help: "One of them does not belong there: a copy, or a file put back from a backup. Move it away.",
  },
  STORE_TAIL_CUT: {
    retriable: false,
    text: "the end of the log was a write cut short",
    help: "Nothing to do: no consumer has seen it, and it is read again from the source.",
  },
  STORE_DROPPED: {
    retriable: false,
    text: "entries that a consumer still needed had to go",
    help: "Give the log more room (sluice.instance.store.budget), or let the source wait instead (sluice.instance.store.budget.policy = wait); a consumer that is behind must be set anew (sluice cursor set).",
  },
  STORE_GAP_UNKNOWN: {
    retriable: false,
    text: "nobody knows what stood in a damaged part of the log",
    help: "`reason` says why. Where another server holds the changes: name the one that they were read from again (canal.instance.master.address, or the standby's), it is tried every minute. Else move consumers that wait there behind it (sluice cursor set … --to, the number behind `last`), or to a place before it that the source still has, and load the tables anew.",
  },
  STORE_SETTINGS_UNKNOWN: {
    retriable: false,
    text: "nobody knows by which filters and switches a part of the log was stored",
    help: "It is older than log-ranges.dat, or that file was lost. It is served as ever; should it be damaged, it can be healed only when you say that the settings of now are those of then (sluice.instance.store.heal.unknown = present), or set consumers that stand there behind the gap (sluice cursor set … --to, the number behind `last`).",
  },
  STORE_RANGES_CORRUPT: {
    retriable: false,
    text: "the file that tells how the log was stored is not readable as one",
    help: "Nothing is lost by that alone, and it is written anew with the next change. Damage in older parts of the log is not healed without it: restore it from a copy and restart, or see STORE_SETTINGS_UNKNOWN.",
  },
  REREAD_SERVER_GONE: {
    retriable: false,
    text: "what is older than the log was written by a server that is not followed any more",
    help: "Name that server again (canal.instance.master.address, or the standby's), or move the consumer to a place that is held (sluice cursor set).",
  },
  REREAD_PURGED: {
    retriable: false,
    text: "what the consumer needs next is older than the log, and the source has it no more",
    help: "The changes between the two places are lost for this consumer. Choose: sluice cursor set ... --to oldest (go on with the oldest held), put the binlog files back on the source, or load the tables anew.",
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
  META_JOURNAL_DAMAGED: {
    retriable: false,
    text: "the journal of cursors is damaged",
    help: "A record was torn when the server or the machine stopped, or bytes have changed since. Nothing is missing: consumers go on where the files or the record before it say, and at most what they acked in the last second comes again.",
  },
  META_CLOSED: {
    retriable: true,
    text: "the cursors are not open any more",
    help: "The destination was stopped; connect again.",
  },
} as const satisfies ErrorTable;
