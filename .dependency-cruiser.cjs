/** The walls of the house: who may import whom (ARCHITECTURE.md). Order of the data: source, parser, sink, store, subscription, session. */
const only = (library, rooms) => ({
  name: `${library}-has-one-room`,
  comment: `${library} stays behind our own interface.`,
  severity: "error",
  from: { path: "^(proto|conf|server|client|adapter)/", pathNot: rooms },
  to: { path: `node_modules/${library}/` },
});

const forbid = (name, from, to, comment) => ({ name, comment, severity: "error", from, to });

module.exports = {
  forbidden: [
    forbid("no-cycle", {}, { circular: true }, "Data flows one way."),
    forbid("no-orphan-import", {}, { couldNotResolve: true }, "Every import resolves."),
    forbid(
      "proto-imports-nothing-of-ours",
      { path: "^proto/" },
      { path: "^(conf|server|client|adapter|test)/" },
      "proto is what two processes agree on.",
    ),
    forbid(
      "binlog-is-pure",
      { path: "^server/binlog/" },
      { path: "^(?!server/binlog/)(proto|conf|server|client|adapter|test)/" },
      "Bytes in, values out.",
    ),
    forbid(
      "binlog-has-no-io",
      { path: "^server/binlog/" },
      { dependencyTypes: ["core"], pathNot: "^(node:)?(zlib|buffer)$" },
      "No socket, file or clock in the decoder.",
    ),
    forbid(
      "conf-imports-proto-only",
      { path: "^conf/" },
      { path: "^(server|client|adapter|test)/" },
      "Settings know no stage.",
    ),
    forbid(
      "client-knows-proto-only",
      { path: "^client/" },
      { path: "^(conf|server|adapter|test)/" },
      "The client is its own program.",
    ),
    forbid(
      "client-brings-zookeeper-only-when-asked",
      { path: "^client/(?!zookeeper-locator\\.ts)" },
      {
        path: "^(client/zookeeper-locator|proto/coordination/zookeeper-)",
        dynamic: false,
        dependencyTypesNot: ["type-only"],
      },
      "A client with a fixed address loads none of ZooKeeper's code.",
    ),
    forbid(
      "proto-brings-no-zookeeper",
      { path: "^proto/(?!coordination/)" },
      { path: "^proto/coordination/zookeeper-" },
      "Who wants it imports it by itself.",
    ),
    forbid(
      "nothing-imports-tests",
      { path: "^(proto|conf|server|client|adapter)/" },
      { path: "^test/" },
      "Tests look in, not out.",
    ),
    forbid(
      "source-knows-no-stage",
      { path: "^server/source/" },
      { path: "^server/(parser|sink|store|meta|session|mq|ha|ops)/" },
      "The source comes first.",
    ),
    forbid(
      "parser-knows-the-sinks-contract",
      { path: "^server/parser/" },
      { path: "^server/(sink/(?!event-sink\\.ts)|source/(?!binlog-source\\.ts)|store|meta|history|session|mq|ha|ops)" },
      "A stage knows the next stage's contract only.",
    ),
    forbid(
      "kernel-knows-binlog-only",
      { path: "^server/kernel/" },
      { path: "^(?!server/(kernel|binlog)/|proto/web-assembly\\.ts)(proto|conf|server|client|adapter|test)/" },
      "Bytes in, bytes out, and codecs for what is rare.",
    ),
    forbid(
      "kernel-is-asked-by-the-parser",
      { path: "^(proto|conf|client|server/(?!kernel/|parser/|instance/instance-kernel\\.ts))" },
      { path: "^server/kernel/" },
      "One room decides which rows it writes.",
    ),
    forbid(
      "history-knows-the-parsers-contract",
      { path: "^server/history/" },
      {
        path: "^server/(source|parser/(?!(table-history|schema-tracker-state|hold-store)\\.ts)|sink|store|meta/(?!durable-file\\.ts)|session|mq|ha|ops|binlog)",
      },
      "Definitions are kept; what they mean is the parser's.",
    ),
    forbid(
      "sink-knows-the-stores-contract",
      { path: "^server/sink/" },
      { path: "^server/(source|parser|store/(?!event-store\\.ts)|meta|session|mq|ha|ops)" },
      "A stage knows the next stage's contract only.",
    ),
    forbid(
      "store-knows-no-stage",
      { path: "^server/store/" },
      { path: "^server/(source|parser|sink|meta|session|mq|ha|ops|binlog)/" },
      "The store is the last stage.",
    ),
    forbid(
      "meta-knows-no-stage",
      { path: "^server/meta/" },
      { path: "^server/(source|parser|sink|store|session|mq|ha|ops|binlog)/" },
      "Cursors know no stage.",
    ),
    forbid(
      "ha-knows-contracts",
      { path: "^server/ha/" },
      { path: "^server/(source|parser|sink|store|meta|history|mq|ops|binlog|session/(?!destination\\.ts))|^conf/" },
      "An election decides who serves; what serving is is others' business.",
    ),
    forbid(
      "session-knows-subscriptions",
      { path: "^server/session/" },
      { path: "^server/(source|parser|sink|store|meta|mq|ha|ops|binlog)/" },
      "A session talks to subscriptions.",
    ),
    forbid(
      "subscription-knows-store-and-cursors",
      { path: "^server/subscription/" },
      { path: "^server/(source|parser|mq|ha|history|ops|instance|admin|session/(?!destination\\.ts))" },
      "A consumer's view of the store knows nothing of what fills it.",
    ),
    forbid(
      "account-knows-how-a-consumer-walks",
      { path: "^server/account/" },
      {
        path: "^server/(source|parser|mq|ha|history|session|ops|instance|admin|reread|subscription/(?!(walk|filter|tally)\\.ts))",
      },
      "What became of entries is counted where they are walked over.",
    ),
    forbid(
      "ledger-counts",
      { path: "^server/ledger/" },
      { path: "^server/(source|sink|mq|ha|history|session|ops|instance|admin|reread|subscription|account)/" },
      "Stages tell it; it asks the store only.",
    ),
    forbid(
      "reread-has-stages-of-its-own",
      { path: "^server/reread/" },
      {
        path: "^server/(mq|ha|session|ops|admin|subscription|account|instance/(?!instance-(filters|history|parser|source|kernel)\\.ts))",
      },
      "Reading the source again takes the makers of stages, and nothing of the running instance.",
    ),
    forbid(
      "instance-knows-no-operator",
      { path: "^server/(instance|subscription|account|ledger|reread)/" },
      { path: "^server/(admin|cli)/" },
      "Commands look in.",
    ),
    forbid(
      "ops-is-told",
      { path: "^server/(source|parser|sink|store|meta|session|binlog|subscription|account|ledger|reread)/" },
      { path: "^server/ops/" },
      "Stages count for themselves; ops asks.",
    ),
    only("mysql2", "^(server/source|adapter/targets)/"),
    only("kafkajs", "^server/mq/"),
    only("node-zookeeper-client", "^proto/coordination"),
    only("protobufjs", "^proto/"),
    only("commander", "^server/(main|cli)"),
    only("pino", "^server/ops/"),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^dist/|/assembly/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
