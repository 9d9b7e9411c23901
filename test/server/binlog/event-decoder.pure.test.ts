import { expect, test } from "vitest";
import { decodeAll, rawEvents, SERVERS } from "./sample-log.ts";

test.each(SERVERS)("every event of the %s sample decodes", (server) => {
  const events = decodeAll(rawEvents(`zoo-${server}.000001`), { journalName: "bin.000001" });
  const kinds: Record<string, number> = {};
  for (const e of events) kinds[e.kind] = (kinds[e.kind] ?? 0) + 1;
  expect(events.length).toBeGreaterThan(100);
});
