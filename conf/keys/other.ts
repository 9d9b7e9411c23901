/**
 * Keys known from Canal that change nothing here: not built yet, or without purpose. A value that asks for something gives a warning with
 * `instead`; those in `quiet` (what Canal ships or falls back to), and all of a key that is idle by itself (`"any"`), give none.
 */
interface Other {
  readonly status: "not built" | "no effect";
  readonly instead: string;
  readonly quiet: readonly string[] | "any";
}

const notBuilt = (instead: string, ...quiet: readonly string[]): Other => ({ status: "not built", instead, quiet });
const noEffect = (instead: string, ...quiet: readonly string[]): Other => ({ status: "no effect", instead, quiet });
/** Means nothing unless another key, which is told of, turns its feature on. */
const idle = (instead: string): Other => ({ status: "not built", instead, quiet: "any" });

const ADMIN = "keep destinations in files below canal.conf.dir; canal.auto.scan picks up changes";
const CLOUD = "set canal.instance.master.address and start from a position that the server still has";
const HISTORY = "the timeline of table definitions is files in canal.instance.tsdb.dir, not a database";
const GROUP = "give each server a destination of its own";
const OCEANBASE = "follow OceanBase's binlog service as a MySQL server: canal.instance.master.address";

export const OTHER_KEYS: Readonly<Record<string, Other>> = {
  "canal.id": noEffect("nothing needs it", "1"),
  "canal.admin.manager": notBuilt(ADMIN),
  "canal.admin.port": notBuilt(ADMIN, "11110"),
  "canal.admin.user": idle(ADMIN),
  "canal.admin.passwd": idle(ADMIN),
  "canal.admin.register.auto": idle(ADMIN),
  "canal.admin.register.cluster": idle(ADMIN),
  "canal.admin.register.name": idle(ADMIN),
  "canal.instance.global.manager.address": idle(ADMIN),
  "canal.socketChannel": idle("there is one kind of socket"),
  "canal.instance.memory.rawEntry": noEffect("entries are always kept as bytes", "true"),
  "canal.instance.network.receiveBufferSize": noEffect("the system sizes socket buffers", "16384"),
  "canal.instance.network.sendBufferSize": noEffect("the system sizes socket buffers", "16384"),
  "canal.instance.network.soTimeout": noEffect("a silent connection is noticed by the missing heartbeat", "30"),
  "canal.instance.parser.parallel": idle("decoding is not split by thread"),
  "canal.instance.parser.parallelThreadSize": idle("decoding is not split by thread"),
  "canal.instance.parser.parallelBufferSize": idle("decoding is not split by thread"),
  "canal.instance.tsdb.url": noEffect(
    HISTORY,
    "jdbc:h2:${canal.instance.tsdb.dir}/h2;CACHE_SIZE=1000;MODE=MYSQL;",
    "jdbc:mysql://127.0.0.1:3306/canal_tsdb",
  ),
  "canal.instance.tsdb.dbUsername": noEffect(HISTORY, "canal"),
  "canal.instance.tsdb.dbPassword": noEffect(HISTORY, "canal"),
  "canal.instance.tsdb.spring.xml": noEffect(
    HISTORY,
    "classpath:spring/tsdb/h2-tsdb.xml",
    "classpath:spring/tsdb/mysql-tsdb.xml",
  ),
  "canal.instance.destination": noEffect("the folder's name is the destination"),
  "canal.instance.connectionCharset": noEffect(
    "each column is decoded by its own character set",
    "UTF-8",
    "utf-8",
    "utf8",
  ),
  "canal.instance.multi.stream.on": notBuilt("PolarDB-X's single stream", "false"),
  "canal.instance.rds.accesskey": notBuilt(CLOUD),
  "canal.instance.rds.secretkey": notBuilt(CLOUD),
  "canal.instance.rds.instanceId": notBuilt(CLOUD),
  "canal.aliyun.accessKey": notBuilt(CLOUD),
  "canal.aliyun.secretKey": notBuilt(CLOUD),
  "canal.aliyun.accesskey": notBuilt(CLOUD),
  "canal.aliyun.secretkey": notBuilt(CLOUD),
  "canal.aliyun.uid": notBuilt(CLOUD),
};

const MQ = "canal.serverMode=tcp ignores it";

type Family = readonly [prefix: string, other: Other];

/** Families of keys, known by how they begin. */
export const OTHER_FAMILIES: readonly Family[] = [
  ["canal.mq.", idle(MQ)],
  ["kafka.", idle(MQ)],
  ["rocketmq.", idle(MQ)],
  ["rabbitmq.", idle(MQ)],
  ["pulsarmq.", idle(MQ)],
  ["canal.instance.master1.", notBuilt(GROUP)],
  ["canal.instance.master2.", notBuilt(GROUP)],
  ["canal.instance.standby1.", notBuilt(GROUP)],
  ["canal.instance.standby2.", notBuilt(GROUP)],
  ["canal.instance.oceanbase.", notBuilt(OCEANBASE)],
];
