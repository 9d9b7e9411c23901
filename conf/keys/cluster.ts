import type { KeyDeclaration } from "../declaration.ts";

/** Servers that stand by for each other over ZooKeeper. */
export const CLUSTER_KEYS = {
  "canal.zkServers": {
    type: "text",
    scope: "server",
    file: "canal",
    doc: "ZooKeeper's servers, host:port separated by commas, a chroot /path behind the last. Set: this server is one of a cluster, of each\ndestination one server at a time is active, and spring.xml must be default-instance.xml. Blank: a server alone.",
  },
  "canal.register.ip": {
    type: "text",
    scope: "server",
    file: "canal",
    doc: "Name or address under which clients and the other servers reach this one; canal.port is added. Blank: canal.ip, else the host's first\naddress. It must be this server's alone. Java reads names and IPv4; an IPv6 address is written in brackets.",
  },
  "canal.zookeeper.flush.period": {
    type: "integer",
    scope: "server",
    file: "canal",
    default: 1000,
    min: 1,
    max: 60_000,
    unit: "ms",
    doc: "With sluice.zookeeper.durableAcks = false: longest time that a cursor in ZooKeeper may be behind the acks.",
  },
  "sluice.zookeeper.durableAcks": {
    type: "boolean",
    scope: "server",
    file: "canal",
    default: true,
    doc: "true: an ack counts when its cursor is in ZooKeeper; the reply to the next request waits for it. false: cursors follow within\nflush.period, as in Canal; after a failover what was acked in it comes again.",
  },
  "sluice.zookeeper.sessionTimeout": {
    type: "integer",
    scope: "server",
    file: "canal",
    default: 3000,
    min: 1000,
    max: 90_000,
    unit: "ms",
    doc: "How long ZooKeeper waits for a silent server before another takes over; plus up to a tick of ZooKeeper. ZooKeeper grants at least two\nticks (minSessionTimeout): with its usual tickTime of 2000 no failover is faster than 4 to 6 s, with 1000 one of 3000 stays below 5 s.",
  },
  "sluice.zookeeper.digest": {
    type: "secret",
    scope: "server",
    file: "canal",
    doc: "user:password for ZooKeeper (scheme digest), where its nodes are not open to everybody.",
  },
  "sluice.cluster.holdBack": {
    type: "integer",
    scope: "server",
    file: "canal",
    default: 5000,
    min: 0,
    max: 600_000,
    unit: "ms",
    doc: "A server that has just lost or given up a destination lets the others have it for so long before it stands again, if there are others.",
  },
  "sluice.instance.home": {
    type: "text",
    scope: "instance",
    file: "instance",
    doc: "The server of a cluster, as it is registered (register.ip:port), that this destination goes back to when it is there again.\nBlank: it stays where it is.",
  },
} as const satisfies Readonly<Record<string, KeyDeclaration>>;
