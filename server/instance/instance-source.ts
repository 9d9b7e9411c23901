import type { InstanceConfig, SourceConfig } from "../../conf/config.ts";
import type { Logger } from "../logger.ts";
import type { BinlogSource } from "../source/binlog-source.ts";
import { FailoverSource } from "../source/failover-source.ts";
import type { FailoverServer, ServerRole } from "../source/failover-source.ts";
import { LocalSource } from "../source/local-source.ts";
import { LogFolder } from "../source/log-folder.ts";
import type { MysqlSourceOptions } from "../source/mysql-source-options.ts";
import { MysqlSource } from "../source/mysql-source.ts";

/** What a destination follows. */
export interface InstanceSource {
  readonly source: BinlogSource;
  /** The same, where it is a server, or two of them; undefined for a folder of files. */
  readonly servers: FailoverSource | undefined;
}

/** The source that a destination's settings name: a server, with a standby or without, or a folder of its files. */
export function makeSource({ source: config, failover }: InstanceConfig, logger: Logger): InstanceSource {
  const { files } = config;
  if (files === undefined) {
    const standby = failover.standby === undefined ? undefined : server("standby", failover.standby.source, logger);
    const servers = new FailoverSource(server("master", config, logger), standby, logger);
    return { source: servers, servers };
  }
  const { directory, wait, schemaFromServer } = files;
  const source = new LocalSource({
    files: new LogFolder(directory),
    directory,
    wait,
    server: schemaFromServer ? new MysqlSource(sourceOptions(config), logger) : undefined,
  });
  return { source, servers: undefined };
}

function server(role: ServerRole, config: SourceConfig, logger: Logger): FailoverServer {
  const { host: address, port } = config;
  return { role, address, port, source: new MysqlSource(sourceOptions(config), logger) };
}

function sourceOptions({ ssl, password, binlogImages, database, ...config }: SourceConfig): MysqlSourceOptions {
  const { trust, client } = ssl;
  return {
    host: config.host,
    port: config.port,
    user: config.user,
    password: password.reveal(),
    serverId: config.serverId,
    binlogFormats: config.binlogFormats,
    rowImages: binlogImages,
    sslMode: ssl.mode,
    tls: {
      ...(trust === undefined ? {} : { ca: { file: trust.file } }),
      // A PEM file holds both.
      ...(client === undefined ? {} : { cert: { file: client.file }, key: { file: client.file } }),
      ...(client?.password === undefined ? {} : { passphrase: client.password.reveal() }),
      ...(ssl.versions === undefined ? {} : { versions: ssl.versions }),
    },
    ...(database === undefined ? {} : { database }),
  };
}
