import { expect, test } from "vitest";
import type { Cursor } from "../../../proto/position.ts";
import { LogOrigin } from "../../../server/subscription/log-origin.ts";
import { LogPlaces } from "../../../server/subscription/log-places.ts";
import { DurableLog } from "../../../server/store/log/durable-log.ts";
import { makeBegin, makeEnd, makeEntry } from "../../support/pipeline-entries.ts";
import { removeTempFolder, tempFolder } from "../../support/temp-folder.ts";
import { logOptions } from "../store/log-entries.ts";
import { MemoryFolder } from "../store/memory-folder.ts";

const SOURCE = { address: "127.0.0.1", port: 3306 };
const NEVER = new AbortController().signal;

test("rows put behind a group's end are still to come for a cursor that an idle source had moved into its next file", async () => {
  const directory = await tempFolder("places");
  const log = await DurableLog.open({ ...logOptions("/memory"), folder: new MemoryFolder() });
  try {
    log.beginSource({ ...SOURCE, uuid: "" });
    const at = { journalName: "bin.000001" };
    const group = [
      makeBegin({ ...at, position: 100 }),
      makeEntry({ ...at, position: 200 }),
      makeEnd({ ...at, position: 300 }),
    ];
    const held = [1, 2, 3].map((index) =>
      [makeBegin, makeEntry, makeEnd][index - 1]?.({ ...at, position: 300, index }),
    );
    const next = makeBegin({ journalName: "bin.000002", position: 200 });
    await log.put([...group, ...held.filter((entry) => entry !== undefined), next], NEVER);
    while (log.next <= 7) await log.waitFor(7, NEVER);
    const places = new LogPlaces(log, new LogOrigin(directory), {
      followed: () => SOURCE,
      fallbackMs: 0,
      findByTimestamp: () => Promise.resolve(undefined),
    });
    const position = { journalName: "bin.000002", position: 4, timestamp: 0, serverId: 1, gtid: "" };
    const moved: Cursor = { sourceAddress: SOURCE, position, acked: { ...at, position: 300, index: 0 } };
    expect(await places.start(moved)).toMatchObject({ kind: "held", point: { seq: 4, open: false } });
    const all: Cursor = { ...moved, acked: { ...at, position: 300, index: 3 } };
    expect(await places.start(all)).toMatchObject({ kind: "held", point: { seq: 7, open: false } });
  } finally {
    await log.close();
    await removeTempFolder(directory);
  }
});
