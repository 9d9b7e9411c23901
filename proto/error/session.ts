import type { ErrorTable } from "./table.ts";

export const SESSION_ERRORS = {
  FRAME_LENGTH_NEGATIVE: {
    retriable: false,
    text: "a frame announces a negative length",
    help: "The peer does not speak Canal's protocol, or the two sides have lost step; connect again.",
  },
  FRAME_TOO_LONG: {
    retriable: false,
    text: "a frame announces more bytes than are allowed here",
    help: "The peer does not speak Canal's protocol; if it does, raise the limit of frames.",
  },
  PACKET_UNREADABLE: {
    retriable: false,
    text: "the bytes of a packet are not the protobuf message they should be",
    help: "The peer does not speak Canal's protocol, or sends text that is not UTF-8.",
  },
  AUTH_FAILED: {
    retriable: false,
    text: "user name or password is wrong",
    help: "Compare canal.user and canal.passwd of the server with what the client sends.",
  },
  AUTH_TOKEN_MALFORMED: {
    retriable: false,
    text: "a client's password is not the hexadecimal text of 20 bytes",
    help: "The client must send the scrambled password as hexadecimal text, not the password itself.",
  },
  AUTH_SECRET_MALFORMED: {
    retriable: false,
    text: "the stored password is not 40 hexadecimal digits",
    help: "Set canal.passwd to the hexadecimal SHA1(SHA1(password)): MySQL's PASSWORD() without the asterisk.",
  },
  CLIENT_ID_INVALID: {
    retriable: false,
    text: "a client id is not a whole number from -32768 to 32767",
    help: "Give the client a numeric client id; stock clients use 1001.",
  },
  REQUEST_INCOMPLETE: {
    retriable: false,
    text: "a request lacks its destination or client id",
    help: "Every request must name both.",
  },
  BATCH_ID_MISSING: {
    retriable: false,
    text: "an ack names no batch",
    help: "Send the id that came with the batch.",
  },
  PACKET_NOT_SUPPORTED: {
    retriable: false,
    text: "a packet type is not one that a server answers",
    help: "Send only SUBSCRIPTION, UNSUBSCRIPTION, GET, CLIENTACK and CLIENTROLLBACK.",
  },
  DESTINATION_NOT_RUNNING: {
    retriable: true,
    text: "the destination does not run on this server",
    help: "Check the name against canal.destinations, and the server's log for why it stopped.",
  },
  DESTINATION_UNKNOWN: {
    retriable: false,
    text: "this server has no such destination",
    help: "Check the name against canal.destinations.",
  },
  CLIENT_NOT_SUBSCRIBED: {
    retriable: false,
    text: "the client has no subscription to the destination",
    help: "Send SUBSCRIPTION first.",
  },
  GROUP_NAME_INVALID: {
    retriable: false,
    text: "the group in a destination's name is none",
    help: "destination@group: 1 to 64 letters, digits, dots, dashes and underscores, no dot or dash first.",
  },
  CONSUMER_UNKNOWN: {
    retriable: false,
    text: "the destination has no such consumer",
    help: "Consumers are named by group and client id; list those that are registered.",
  },
  CURSOR_TARGET_INVALID: {
    retriable: false,
    text: "the place that a cursor is to be moved to is none here",
    help: "Give now, oldest, a time, FILE:OFFSET, a GTID set or the number of an entry that is held.",
  },
  CURSOR_PLACE_AMBIGUOUS: {
    retriable: false,
    text: "the source has begun its log anew, and both what it had before and what came after may have that file and offset",
    help: "A cursor is moved by the number of an entry: give one of those that are named. A consumer that was placed begins in the older one, at or before its place: it may have again what it had, and misses nothing.",
  },
  CURSOR_NOTHING_TO_UNDO: {
    retriable: false,
    text: "there is no move of this cursor to take back",
    help: "`sluice cursor history` shows the moves that are remembered.",
  },
  BATCH_NOT_OUTSTANDING: {
    retriable: false,
    text: "the batch is not (any more) one that waits for an ack",
    help: "It was acked or rolled back before, or the server has been restarted; roll back and get again.",
  },
  BATCH_NOT_FIRST: {
    retriable: false,
    text: "batches must be acked or rolled back in the order they came",
    help: "Ack the oldest outstanding batch first.",
  },
  FETCH_SIZE_INVALID: {
    retriable: false,
    text: "a fetch size must be positive",
    help: "Send a fetch size of at least 1.",
  },
  GET_CANCELLED: {
    retriable: true,
    text: "a waiting get was given up because its connection or its destination has gone",
    help: "Connect and get again.",
  },
  CURSOR_NOT_DURABLE: {
    retriable: true,
    text: "the cursor of an earlier ack could not be written yet",
    help: "The server keeps trying; its log names the cause (a full or read-only disk, as a rule). Acks count once it is written.",
  },
  SESSION_LIMIT: {
    retriable: true,
    text: "a connection was refused because the server has as many as it may",
    help: "Close connections that are not used, or raise the limit.",
  },
  LISTEN_FAILED: {
    retriable: true,
    text: "the server cannot listen at its address",
    help: "Another process may hold the port (canal.port), or canal.ip is not an address of this machine.",
  },
} as const satisfies ErrorTable;
