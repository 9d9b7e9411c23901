import type { ErrorTable } from "./table.ts";

export const ADMIN_ERRORS = {
  ADMIN_NOT_RUNNING: {
    retriable: true,
    text: "no server answers at the admin socket",
    help: "Start the server of this configuration, or check that --conf names the folder it runs with and that sluice.admin.socket is the same.",
  },
  ADMIN_SOCKET_UNAVAILABLE: {
    retriable: true,
    text: "the admin socket can't be made",
    help: "Make the folder writable for the server's user, or set sluice.admin.socket to another path (none for no socket).",
  },
  ADMIN_SOCKET_TAKEN: {
    retriable: false,
    text: "something else is at the path of the admin socket",
    help: "Set sluice.admin.socket to a path of this server's own, or remove what is there.",
  },
  ADMIN_SOCKET_PATH_TOO_LONG: {
    retriable: false,
    text: "the path of the admin socket is longer than this system takes",
    help: "Set sluice.admin.socket to a shorter path.",
  },
  ADMIN_REQUEST_TOO_LONG: {
    retriable: false,
    text: "a request of the admin socket is too long",
    help: "One request is one line of JSON below the limit; the connection is closed.",
  },
  ADMIN_REQUEST_MALFORMED: {
    retriable: false,
    text: "a line of the admin socket is not a request",
    help: 'Send {"command": NAME, "args": {…}, "id": NUMBER, "user": NAME}, one a line; args, id and user may be left out.',
  },
  ADMIN_UNKNOWN_COMMAND: {
    retriable: false,
    text: "the server knows no such command",
    help: "`known` lists the commands; program and server may be of different versions.",
  },
  ADMIN_BAD_ARGUMENT: {
    retriable: false,
    text: "an argument is not what the command takes",
    help: "Give what `expected` says.",
  },
  ADMIN_ANSWER_UNREADABLE: {
    retriable: true,
    text: "what came from the admin socket is not an answer",
    help: "Check that sluice.admin.socket is this server's; its log may say more.",
  },
} as const satisfies ErrorTable;
