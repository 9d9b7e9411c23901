import { expect, test } from "vitest";
import { BackWriter } from "../../../proto/back-writer.ts";
import { RowTranscoder } from "../../../server/parser/row-transcoder.ts";
import { decodeFrame } from "../parser/decode-entry.ts";
import { columnMeta, rowsEvent, rowsHeader, tableMap, tableMeta } from "../parser/table-fixture.ts";

const TIMESTAMP2 = 17;

test("26: seconds of a TIMESTAMP have no sign", () => {
  const map = tableMap([[TIMESTAMP2, 0]]);
  const transcoder = new RowTranscoder({ timeZone: "+00:00" });
  const out = new BackWriter(64);
  const event = rowsEvent(map, "INSERT", Uint8Array.of(0, 0xff, 0xff, 0xff, 0xff));
  transcoder.transcode(
    out,
    event,
    transcoder.plan(map, tableMeta([columnMeta("a", "timestamp")]), undefined),
    rowsHeader(),
  );
  expect(decodeFrame(out).change.rowDatas[0]?.afterColumns?.[0]?.value).toBe("2106-02-07 06:28:15");
});
