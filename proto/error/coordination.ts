import type { ErrorTable } from "./table.ts";

export const COORDINATION_ERRORS = {
  COORDINATION_BAD_SERVERS: {
    retriable: false,
    text: "the list of ZooKeeper servers can't be read",
    help: "Write host:port,host:port with /chroot at the end if wanted; IPv6 addresses in brackets. One cluster only: nodes that would fall over to another cluster could both lead.",
  },
  COORDINATION_CONNECT_FAILED: {
    retriable: true,
    text: "no ZooKeeper server of the list took the connection",
    help: "Look whether they run and have a quorum, and at canal.zkServers (or zkServers of the client). The details carry the last failure.",
  },
  COORDINATION_CONNECTION_LOST: {
    retriable: true,
    text: "the connection to ZooKeeper ended; what was under way may or may not have been done",
    help: "It is made again by itself. Read the node again before repeating a write.",
  },
  COORDINATION_UNAVAILABLE: {
    retriable: true,
    text: "there was no connection to ZooKeeper for as long as the operation may wait",
    help: "Look whether ZooKeeper has a quorum and the network to it stands. Nothing was sent.",
  },
  COORDINATION_SILENT: {
    retriable: true,
    text: "a ZooKeeper server took a request and did not answer in time",
    help: "The connection is given up and another server tried. Look at the server's disk and the network if it happens again and again.",
  },
  COORDINATION_BAD_REPLY: {
    retriable: true,
    text: "bytes from the ZooKeeper server break its protocol",
    help: "The connection is made anew. Look whether host and port really are ZooKeeper's client port.",
  },
  COORDINATION_SESSION_EXPIRED: {
    retriable: true,
    text: "ZooKeeper ended the session, and with it every ephemeral node of it",
    help: "A new session is begun by itself. Pauses of this process or of the network were longer than the session timeout.",
  },
  COORDINATION_LEASE_ENDED: {
    retriable: true,
    text: "no answer from ZooKeeper proves any more that the session lives",
    help: "What the session stood for is given up before another can have it. It is taken up again once ZooKeeper answers.",
  },
  COORDINATION_AUTH_FAILED: {
    retriable: false,
    text: "ZooKeeper refused the credentials",
    help: "Look at user and password of the digest, and whether the servers know that scheme.",
  },
  COORDINATION_NO_AUTH: {
    retriable: false,
    text: "the node's access list does not allow that",
    help: "Give the credentials that the tree was made with, or correct its access list.",
  },
  COORDINATION_NO_NODE: {
    retriable: false,
    text: "there is no such node in ZooKeeper",
    help: "Somebody deleted it, or it never was.",
  },
  COORDINATION_NODE_EXISTS: {
    retriable: false,
    text: "there is such a node in ZooKeeper already",
    help: "Read it: another holds what it stands for.",
  },
  COORDINATION_CONFLICT: {
    retriable: false,
    text: "the node has another version than the one expected: somebody wrote it meanwhile",
    help: "Read it again, and decide anew.",
  },
  COORDINATION_NOT_EMPTY: {
    retriable: false,
    text: "a node that has children can't be deleted",
    help: "Delete its children first.",
  },
  COORDINATION_REFUSED: {
    retriable: false,
    text: "ZooKeeper refused the request",
    help: "The details carry its code.",
  },
  COORDINATION_BAD_REQUEST: {
    retriable: false,
    text: "a path or data that ZooKeeper can't take",
    help: "Paths begin with / and have no empty or dotted parts; data has at most 1 MiB.",
  },
  COORDINATION_BAD_PAYLOAD: {
    retriable: false,
    text: "a node in ZooKeeper holds something else than it should",
    help: "The details name the node and what was expected. Look who wrote it; delete it if nobody needs it.",
  },
  COORDINATION_CLOSED: {
    retriable: false,
    text: "the connection to ZooKeeper was closed by its owner",
    help: "Make a new one.",
  },
} as const satisfies ErrorTable;
