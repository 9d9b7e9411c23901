/** The numbers of `entry.proto`'s enums (canal-protocol 1.5). Zero is never sent: Java reads it as ROWDATA or UPDATE. */
export const EntryType = {
  TRANSACTIONBEGIN: 1,
  ROWDATA: 2,
  TRANSACTIONEND: 3,
  HEARTBEAT: 4,
  GTIDLOG: 5,
} as const;
export type EntryType = (typeof EntryType)[keyof typeof EntryType];

export const EventType = {
  INSERT: 1,
  UPDATE: 2,
  DELETE: 3,
  CREATE: 4,
  ALTER: 5,
  ERASE: 6,
  QUERY: 7,
  TRUNCATE: 8,
  RENAME: 9,
  CINDEX: 10,
  DINDEX: 11,
  GTID: 12,
  XACOMMIT: 13,
  XAROLLBACK: 14,
  MHEARTBEAT: 15,
} as const;
export type EventType = (typeof EventType)[keyof typeof EventType];

export type EventTypeName = keyof typeof EventType;

/** `Header.sourceType`: only MYSQL is ever sent. */
export const SourceType = { ORACLE: 1, MYSQL: 2, PGSQL: 3 } as const;

const EVENT_TYPE_NAMES = new Map<EventType, EventTypeName>(
  Object.entries(EventType).map(([name, number]) => [number, name as EventTypeName]),
);

/** The name as Java prints it. */
export function eventTypeName(type: EventType): EventTypeName {
  return EVENT_TYPE_NAMES.get(type) ?? "UPDATE";
}
