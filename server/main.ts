import { Command, Option } from "commander";
import { CONSUMER_VERBS, type ConsumerOptions, CURSOR_VERBS } from "./cli/consumer-options.ts";
import type { AdminOptions } from "./cli/admin.ts";
import type { LedgerOptions } from "./cli/ledger.ts";
import { BINLOG_FORMATS, type BinlogOptions } from "./cli/binlog-options.ts";
import type { ClusterCommandOptions } from "./cli/cluster.ts";
import { addDefinition, type ConfOptions } from "./cli/conf-options.ts";
import type { SchemaSetOptions } from "./cli/schema.ts";
import { TAIL_FORMATS, type TailOptions } from "./cli/tail-options.ts";
import { programVersion } from "./cli/version.ts";

const PLACES =
  "now, oldest, a time (UTC: 2026-01-31T12:00:00), FILE:OFFSET, a GTID set of what it has, or the number of an entry";

const CURSOR_HELP = {
  list: "every consumer, where it stands and how far it is behind",
  show: "one consumer, and how it came to be there",
  set: "go on elsewhere",
  reset: "go on with the oldest entry held, or elsewhere",
  undo: "take the last set or reset back",
  history: "who moved which cursor, when, from where to where and why; and why reading began where it did",
} as const;

const CONSUMER_HELP = {
  list: "every consumer, where it stands and how far it is behind",
  pause: "answer it with nothing until it is resumed",
  resume: "let a paused one go on",
  limit: "hold it to so many rows and bytes a second, at once and over restarts",
  expire: "remove those that have gone",
  remove: "forget a consumer, its cursor and its settings",
} as const;

/** The program `sluice`. Every command loads its own code when it is chosen, so that each starts fast. */
const program = new Command("sluice")
  .description("A Canal-compatible binlog subscription server")
  .version(programVersion())
  .showHelpAfterError()
  .enablePositionalOptions();

withConf(program.command("server"))
  .description("follow the sources of a conf/ folder and serve their changes over Canal's protocol")
  .action(async (options: ConfOptions) => {
    const { serverCommand } = await import("./cli/server.ts");
    process.exitCode = await serverCommand(options);
  });

withConf(program.command("check"))
  .description("print everything that is wrong or doubtful in a conf/ folder, with file and line")
  .option("--json", "as JSON")
  .action(async (options: ConfOptions & { readonly json?: boolean }) => {
    const { checkCommand } = await import("./cli/check.ts");
    process.exitCode = checkCommand(options, (text) => process.stdout.write(text));
  });

withConf(program.command("status"))
  .description("how the destinations of the running server are, by its admin socket")
  .option("--json", "as JSON")
  .action(async (options: AdminOptions) => {
    const { statusCommand } = await import("./cli/status.ts");
    process.exitCode = await statusCommand(options);
  });

const cursor = program.command("cursor").description("where consumers stand, and setting them elsewhere");
for (const verb of CURSOR_VERBS) {
  const command = withConsumer(cursor.command(verb), CURSOR_HELP[verb]);
  if (verb === "set") command.requiredOption("--to <place>", PLACES);
  if (verb === "reset") command.option("--to <place>", PLACES, "oldest");
  if (verb === "set" || verb === "reset" || verb === "undo") command.option("--dry-run", "only say what would be done");
  command.action(async (destination: string, options: ConsumerOptions) => {
    const { cursorCommand } = await import("./cli/cursor.ts");
    process.exitCode = await cursorCommand(verb, destination, options);
  });
}

withConf(program.command("ledger"))
  .description(
    "what became of everything that the running server has read, by table and reason; exits with 1 if it does not balance",
  )
  .argument("<destination>", "DESTINATION")
  .option("--tables", "every table of every consumer, not only of those that have few")
  .option("--history", "also accounts of consumers that have ended")
  .option("--json", "as JSON, with all of it")
  .action(async (destination: string, options: LedgerOptions) => {
    const { ledgerCommand } = await import("./cli/ledger.ts");
    process.exitCode = await ledgerCommand(destination, options);
  });

const consumer = program.command("consumer").description("who subscribes: list, pause, limit, remove");
for (const verb of CONSUMER_VERBS) {
  const command = withConsumer(consumer.command(verb), CONSUMER_HELP[verb]);
  if (verb === "limit") {
    const takes = "a second: a number, none, or default for what the keys say; not given: as it is";
    command.option("--rows <rate>", `rows ${takes}`);
    command.option("--bytes <rate>", `bytes ${takes}; with k, m or g: 1024 and so on`);
  }
  if (verb === "expire") {
    command
      .requiredOption("--idle <time>", "without a request for so long: 90s, 15m, 12h, 7d")
      .option("--dry-run", "only say who would go");
  }
  command.action(async (destination: string, options: ConsumerOptions) => {
    const { consumerCommand } = await import("./cli/consumer.ts");
    process.exitCode = await consumerCommand(verb, destination, options);
  });
}

const schema = program.command("schema").description("table definitions, and rows that wait for one");

withConf(schema.command("show"))
  .description("tables in trouble, or one; without a running server by its files")
  .argument("<destination>")
  .argument("[table]", "schema.table")
  .option("--json", "as JSON")
  .action(async (destination: string, table: string | undefined, options: AdminOptions) => {
    const { schemaShow } = await import("./cli/schema.ts");
    process.exitCode = await schemaShow(destination, table, options);
  });

withConf(schema.command("set"))
  .description("read a table's rows by a CREATE TABLE: those that wait, as far as it fits, and those that come")
  .argument("<destination>")
  .argument("<table>", "schema.table")
  .option("-f, --file <file>", "the CREATE TABLE, - for stdin", "-")
  .option("--held", "only the rows that wait, not those that come")
  .option("--json", "as JSON")
  .action(async (destination: string, table: string, options: SchemaSetOptions) => {
    const { schemaSet } = await import("./cli/schema.ts");
    process.exitCode = await schemaSet(destination, table, options);
  });

withConf(schema.command("reset"))
  .description("take the definition that the source has now, for rows that wait and those that come")
  .argument("<destination>")
  .argument("<table>", "schema.table")
  .option("--json", "as JSON")
  .action(async (destination: string, table: string, options: AdminOptions) => {
    const { schemaReset } = await import("./cli/schema.ts");
    process.exitCode = await schemaReset(destination, table, options);
  });

withConf(schema.command("drop"))
  .description("do away with a table's rows that wait; they are counted as set aside")
  .argument("<destination>")
  .argument("<table>", "schema.table")
  .option("--json", "as JSON")
  .action(async (destination: string, table: string, options: AdminOptions) => {
    const { schemaDrop } = await import("./cli/schema.ts");
    process.exitCode = await schemaDrop(destination, table, options);
  });

withConf(program.command("cluster").description("the servers that stand by for each other").command("status"))
  .description("destinations, leaders, epochs, standbys, clients and cursors, straight from ZooKeeper")
  .option("--json", "as JSON")
  .action(async (options: ClusterCommandOptions) => {
    const { clusterStatusCommand } = await import("./cli/cluster.ts");
    process.exitCode = await clusterStatusCommand(options);
  });

withConf(program.command("release"))
  .description(
    "the leader of a destination gives it to another server of the cluster; from any machine that reaches ZooKeeper",
  )
  .argument("<destination>")
  .option("--json", "as JSON")
  .action(async (destination: string, options: ClusterCommandOptions) => {
    const { releaseCommand } = await import("./cli/cluster.ts");
    process.exitCode = await releaseCommand(destination, options);
  });

withConf(program.command("rebalance"))
  .description("destinations move until the loads of the cluster's servers differ by one at most")
  .option("--json", "as JSON")
  .action(async (options: ClusterCommandOptions) => {
    const { rebalanceCommand } = await import("./cli/cluster.ts");
    process.exitCode = await rebalanceCommand(options);
  });

program
  .command("tail")
  .description("print the changes of a destination as they come")
  .argument(
    "[address]",
    "HOST:PORT/DESTINATION, each part may be left out; or zk://HOST:PORT,HOST:PORT/DESTINATION",
    "127.0.0.1:11111/example",
  )
  .option("-f, --filter <regex>", "tables: comma list of expressions over schema.table")
  .addOption(
    new Option("-o, --format <format>", "for people, or one JSON object a line")
      .choices(TAIL_FORMATS)
      .default("pretty"),
  )
  .option("-u, --user <name>", "canal.user of the server")
  .option("--password-env <variable>", "environment variable that holds the password")
  .option("--client-id <id>", "whose place in the log to use (default: one of this process's own)")
  .action(async (address: string, options: TailOptions) => {
    const { tailHere } = await import("./cli/tail.ts");
    process.exitCode = await tailHere(address, options);
  });

program
  .command("binlog")
  .description("print binlog files, or a server's log up to its end")
  .argument("<input...>", "files, plain or zstd, - for stdin; or mysql://user@host:port, with /FILE to begin there")
  .addOption(
    new Option("-o, --format <format>", "for people, one JSON object a line, or statements that redo the changes")
      .choices(BINLOG_FORMATS)
      .default("pretty"),
  )
  .option("--from <place>", "FILE:OFFSET, a time (UTC: 2026-01-31T12:00:00), or a GTID set of what is not wanted")
  .option("--to <place>", "FILE:OFFSET or time of the first that is not wanted, or a GTID set of what is wanted")
  .option("-t, --table <regex>", "tables: comma list of expressions over schema.table")
  .option("--password-env <variable>", "environment variable that holds the server's password")
  .action(async (inputs: string[], options: BinlogOptions) => {
    const { binlogHere } = await import("./cli/binlog.ts");
    process.exitCode = await binlogHere(inputs, options);
  });

await program.parseAsync();

function withConsumer(command: Command, description: string): Command {
  return withConf(command)
    .description(description)
    .argument("<destination>", "DESTINATION or DESTINATION@GROUP")
    .option("--client <id>", "client id, where there are several")
    .option("--json", "as JSON");
}

function withConf(command: Command): Command {
  const defaultConf = "conf/canal.properties";
  return command
    .option("-c, --conf <file>", "canal.properties, or the folder that holds it", defaultConf)
    .addOption(
      new Option("-D, --define <key=value>", "set a key; wins over files and environment")
        .argParser(addDefinition)
        .default({}, "none"),
    );
}
