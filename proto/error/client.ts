import type { ErrorTable } from "./table.ts";

export const CLIENT_ERRORS = {
  CLIENT_ENTRY_MALFORMED: {
    retriable: false,
    text: "bytes that should be an entry break the rules of protobuf",
    help: "The details name the place in the entry. Look whether something between server and client changes the stream; report it if not.",
  },
  CLIENT_NO_SUCH_COLUMN: {
    retriable: false,
    text: "a row image has no column of that number",
    help: "Ask for numbers below `length`; a row image may hold fewer columns than its table (binlog_row_image).",
  },
  CLIENT_BAD_OPTION: {
    retriable: false,
    text: "an option of the client has a value it can't have",
    help: "The details name the option and what it takes.",
  },
  CLIENT_CONNECT_FAILED: {
    retriable: true,
    text: "no connection to the server",
    help: "Look at host and port, and whether the server runs and listens on that address (canal.ip, canal.port).",
  },
  CLIENT_CONNECTION_LOST: {
    retriable: true,
    text: "the connection to the server ended",
    help: "Connect again; what was not acked is delivered again.",
  },
  CLIENT_REPLY_TIMEOUT: {
    retriable: true,
    text: "the server did not answer in time",
    help: "Raise soTimeout if a get may wait longer than that, and look whether the server is reachable and not stalled.",
  },
  CLIENT_BAD_REPLY: {
    retriable: true,
    text: "the server answered with something that does not fit the request",
    help: "Look whether host and port really are a Canal server's; the details name what came.",
  },
  CLIENT_FRAME_TOO_LARGE: {
    retriable: false,
    text: "the server announced a frame above the client's limit",
    help: "Fetch smaller batches, or raise maxFrameBytes if single transactions are that large.",
  },
  CLIENT_AUTH_REFUSED: {
    retriable: false,
    text: "the server refused user name or password",
    help: "Compare them with canal.user and canal.passwd of the server.",
  },
  CLIENT_REQUEST_REFUSED: {
    retriable: true,
    text: "the server answered a request with an error",
    help: "The details carry the server's code and the head of its text. Look whether the destination runs there.",
  },
  CLIENT_OUT_OF_STEP: {
    retriable: true,
    text: "the server sent an answer nobody asked for, most likely a refused ack or rollback",
    help: "The connection is given up; after the next connect everything not acked comes again.",
  },
  CLIENT_BATCH_STALE: {
    retriable: false,
    text: "the batch is not (any more) one that this connection may ack or roll back",
    help: "It was acked or rolled back before, or the connection it came over has ended; then its data comes again.",
  },
  CLIENT_ACK_ORDER: {
    retriable: false,
    text: "batches must be acked in the order they came",
    help: "Ack the batch that the details name first.",
  },
  CLIENT_NO_SERVER: {
    retriable: true,
    text: "no server of the destination is known",
    help: "Look whether a server runs that has the destination and stands for it in ZooKeeper (its node `running`).",
  },
  CLIENT_SERVER_CHANGED: {
    retriable: true,
    text: "the destination is served by another server now",
    help: "The client follows; what was not acked is delivered again.",
  },
  CLIENT_STANDBY: {
    retriable: true,
    text: "this client does not hold, or can't prove to hold, the running node of its client id: it stands by",
    help: "Another client of that id is active, or ZooKeeper does not answer. It goes on when it has the node.",
  },
  CLIENT_RETRIES_EXHAUSTED: {
    retriable: false,
    text: "the last of the tries that maxRetries allows has failed",
    help: "The cause is the last failure. Raise maxRetries if the servers may be away for longer.",
  },
  CLIENT_LOOP_RUNNING: {
    retriable: false,
    text: "a second loop over the batches of one client",
    help: "Make a client for each loop; two clients of one client id share its data.",
  },
  CLIENT_CLOSED: {
    retriable: false,
    text: "the client was disconnected by its owner",
    help: "Make a new client with connect.",
  },
} as const satisfies ErrorTable;
