import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { EventType } from "../../../../proto/entry-type.ts";
import type { BinlogPosition } from "../../../../proto/position.ts";
import { silentLogger } from "../../../../server/logger.ts";
import { FileMetaManager } from "../../../../server/meta/file-meta-manager.ts";
import type { PipelineEntry } from "../../../../server/pipeline-entry.ts";
import { positionOf } from "../../../../server/entry-cursor.ts";
import { makeEntry, tableName, transaction } from "../../../support/entries.ts";
import { startSessionServer } from "../../../support/session-server.ts";
import type { SessionServer } from "../../../support/session-server.ts";
import { removeTempFolder, tempFolder } from "../../../support/temp-folder.ts";
import { kindsOf, next, SUCCESS, withClient } from "./probe.ts";
import type { Probe } from "./probe.ts";

const T = tableName("probe", "t");
const FILTER = "probe\\..*";
const DDL = makeEntry({ position: 900, eventType: EventType.CREATE, table: tableName("probe", "d3") });

/** A server on a folder of cursors; its source begins again at the saved cursor's position, as a real one does. */
async function startOn(folder: string, log: readonly PipelineEntry[]): Promise<SessionServer> {
  const meta = new FileMetaManager({ destination: "example", directory: folder, logger: silentLogger });
  await meta.load();
  const server = await startSessionServer({ meta });
  const cursor = server.subscriptions.oldestCursor();
  const from = cursor?.position.position ?? 0;
  const position: BinlogPosition = cursor?.position ?? positionOf(log[0] ?? DDL);
  await server.subscriptions.sourceStarted({ position, resumed: cursor !== undefined });
  await server.put(log.filter((entry) => entry.position >= from));
  return { ...server, close: () => server.close().then(() => meta.close()) };
}

async function kinds(server: SessionServer): Promise<string> {
  return withClient(server, async (client) => {
    client.get(1000);
    return kindsOf(await client.answer()).replace(/^-?\d+: /, "");
  });
}

/** Fetches and acks everything, as the client of the record did. */
async function ackAll(server: SessionServer): Promise<void> {
  await withClient(server, async (client) => {
    client.subscribe(FILTER);
    await next(client);
    client.get(1000);
    await client.answer();
    client.ack(1);
    // The answer to anything that follows an ack says that the ack is durable.
    client.get(1000);
    await client.answer();
  });
}

const metaOf = async (folder: string): Promise<string> =>
  (await readFile(join(folder, "meta.dat"), "utf8")).replace(/,"sluice":\{[^}]*\}/, "");

/** As soon as it says something else: in both servers that may take a second. */
async function nextMetaOf(folder: string, before: string): Promise<string> {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const text = await metaOf(folder);
    if (text !== before) return text;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return before;
}

const metaText = (filter: string, entry: PipelineEntry): string =>
  JSON.stringify({
    clientDatas: [
      {
        clientIdentity: { clientId: 1001, destination: "example", filter },
        cursor: {
          identity: { slaveId: -1, sourceAddress: { address: "127.0.0.1", port: 3306 } },
          postion: {
            gtid: "",
            included: false,
            journalName: entry.journalName,
            position: entry.position,
            serverId: entry.serverId,
            timestamp: entry.timestamp,
          },
        },
      },
    ],
    destination: "example",
  });

const LOG = [...transaction(100, [T]), ...transaction(200, [T])];
const MORE = transaction(300, [T]);

/** Runs on a folder of its own. */
function onFolder(ask: (folder: string) => Promise<readonly string[]>): Probe["ask"] {
  return async () => {
    const folder = await tempFolder("observed");
    try {
      return await ask(folder);
    } finally {
      await removeTempFolder(folder);
    }
  };
}

export const RESTART: readonly Probe[] = [
  {
    name: "meta.dat before any ack, after the ack, and after unsubscribe",
    canal: [metaText(FILTER, LOG[0] ?? DDL), metaText(FILTER, LOG[5] ?? DDL), SUCCESS, metaText(FILTER, LOG[5] ?? DDL)],
    ask: onFolder(async (folder) => {
      const server = await startOn(folder, LOG);
      const files: string[] = [];
      await withClient(server, async (client) => {
        client.subscribe(FILTER);
        await next(client);
        files.push(await metaOf(folder));
      });
      await ackAll(server);
      files.push(await nextMetaOf(folder, files[0] ?? ""));
      const answer = await withClient(server, async (client) => {
        client.unsubscribe();
        return next(client);
      });
      files.push(answer, await metaOf(folder));
      await server.close();
      return files;
    }),
  },
  {
    name: "after a restart behind an acked END: get without subscribe, then a row more",
    canal: ["END", "BEGIN, ROW 1 t, END"],
    ask: onFolder(async (folder) => {
      const before = await startOn(folder, LOG);
      await ackAll(before);
      await before.close();
      const server = await startOn(folder, LOG);
      const answers = [await kinds(server)];
      await server.put(MORE);
      answers.push(await kinds(server));
      await server.close();
      return answers;
    }),
  },
  {
    name: "after a restart behind an acked DDL",
    canal: ["ROW 4 d3"],
    ask: onFolder(async (folder) => {
      const log = [...LOG, DDL];
      const before = await startOn(folder, log);
      await ackAll(before);
      await before.close();
      const server = await startOn(folder, log);
      const answers = [await kinds(server)];
      await server.close();
      return answers;
    }),
  },
];
