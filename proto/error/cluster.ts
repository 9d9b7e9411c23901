import type { ErrorTable } from "./table.ts";

export const CLUSTER_ERRORS = {
  CLUSTER_TERM_ENDED: {
    retriable: true,
    text: "this server is not the active one of the destination any more",
    help: "Another server goes on with it; `sluice cluster status` shows which. What was not acked comes again from there.",
  },
  CLUSTER_CURSOR_SUPERSEDED: {
    retriable: true,
    text: "a cursor in ZooKeeper was written by somebody else since this server read it",
    help: "This server gives the destination up. Look with `sluice cluster status` who leads it, and whether a tool or a server outside the election writes cursors.",
  },
  CLUSTER_ADDRESS_TAKEN: {
    retriable: true,
    text: "another process has registered under this server's address",
    help: "Two servers must not share one: give each its own canal.register.ip or canal.port. After a restart it is the process before, whose session ends by itself.",
  },
  CLUSTER_NO_ADDRESS: {
    retriable: false,
    text: "no address to register in ZooKeeper: this host has none but loopback",
    help: "Set canal.register.ip to a name or address under which clients reach this server.",
  },
  CLUSTER_ADDRESS_LOOPBACK: {
    retriable: false,
    text: "this server is registered under an address that means only its own host, and ZooKeeper is on another",
    help: "Clients and servers elsewhere can't reach it. Set canal.register.ip to a name or address that they can.",
  },
  CLUSTER_SESSION_LONGER: {
    retriable: false,
    text: "ZooKeeper grants only sessions longer than sluice.zookeeper.sessionTimeout: a failover takes longer by as much",
    help: "Lower minSessionTimeout, or tickTime, of which it is twice as much, in ZooKeeper's zoo.cfg; or set the key to what is granted.",
  },
  CLUSTER_NO_STANDBY: {
    retriable: false,
    text: "no other server of the cluster stands by for the destination",
    help: "Start one whose configuration has the destination; `sluice cluster status` lists them.",
  },
  CLUSTER_NOT_LED: {
    retriable: true,
    text: "no server leads the destination now",
    help: "See `sluice cluster status`; the servers' logs tell why none takes it.",
  },
  CLUSTER_START_FAILED: {
    retriable: true,
    text: "the destination was won and could not be started",
    help: "It is given to the other servers; the failure is in the details and in /health.",
  },
  CLUSTER_OFF: {
    retriable: false,
    text: "this configuration has no cluster",
    help: "Set canal.zkServers, or give the configuration of a server that has it.",
  },
} as const satisfies ErrorTable;
