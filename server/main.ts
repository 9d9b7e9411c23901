import { Command, Option } from "commander";
import { addDefinition, type ConfOptions } from "./cli/conf-options.ts";
import { programVersion } from "./cli/version.ts";

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

await program.parseAsync();

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
