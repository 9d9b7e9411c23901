import { expect, test } from "vitest";
import { BackWriter } from "../../../proto/back-writer.ts";
import { COLUMN_TYPE } from "../../../server/binlog/column-type.ts";
import { RowTranscoder } from "../../../server/parser/row-transcoder.ts";
import { decodeFrame } from "./decode-entry.ts";
import { columnMeta, rowsEvent, rowsHeader, tableMap, tableMeta } from "./table-fixture.ts";

const MAP = tableMap([
  [COLUMN_TYPE.LONG, 0],
  [COLUMN_TYPE.VARCHAR, 20],
  [COLUMN_TYPE.BLOB, 2],
]);
const META = tableMeta([
  columnMeta("id", "int unsigned", { isKey: true, unsigned: true }),
  columnMeta("name", "varchar(20)", { charset: "utf8mb4" }),
  columnMeta("pic", "blob"),
]);
const OLD_ROW = "04 05000000 026162";
const NEW_ROW = "00 ffffffff 00 0200ff41";

/** Entries that the real converter of Java Canal made, in hex (canal-protocol 10). */
const GOLDEN = {
  insert:
    "0a43080112106d7973716c2d62696e2e303030303031185720072a055554462d383080d095ffbc313802420264624a017450295801620e0a09726f7773436f756e7412013110021a79086c1001500062711231080010fbffffffffffffffff011a026964200128013000420a34323934393637323935520c696e7420756e7369676e6564121f0801100c1a046e616d652000280130004200520b7661726368617228323029121b080210d40f1a037069632000280130004203c3bf415204626c6f62",
  update:
    "0a44080112106d7973716c2d62696e2e30303030303118ab0120072a055554462d383080d095ffbc313802420264624a017450325802620e0a09726f7773436f756e7412013110021ad601086c1002500062cd010a1f080010041a026964200128003000420135520c696e7420756e7369676e65640a210801100c1a046e616d6520002800300042026162520b76617263686172283230290a16080210d40f1a037069632000280030015204626c6f621231080010fbffffffffffffffff011a026964200128013000420a34323934393637323935520c696e7420756e7369676e6564121f0801100c1a046e616d652000280130004200520b7661726368617228323029121b080210d40f1a037069632000280130004203c3bf415204626c6f62",
  delete:
    "0a44080112106d7973716c2d62696e2e30303030303118880220072a055554462d383080d095ffbc313802420264624a017450275803620e0a09726f7773436f756e7412013110021a64086c10035000625c0a1f080010041a026964200128003000420135520c696e7420756e7369676e65640a210801100c1a046e616d6520002800300042026162520b76617263686172283230290a16080210d40f1a037069632000280030015204626c6f62",
};

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");

test.each([
  ["INSERT", NEW_ROW, 87, 41, GOLDEN.insert],
  ["UPDATE", OLD_ROW + NEW_ROW, 171, 50, GOLDEN.update],
  ["DELETE", OLD_ROW, 264, 39, GOLDEN.delete],
] as const)("%s as Java Canal writes it, byte for byte", (operation, images, position, eventLength, golden) => {
  const out = new BackWriter(16);
  const transcoder = new RowTranscoder({ timeZone: "+00:00" });
  const plan = transcoder.plan(MAP, META, undefined);
  const rows = transcoder.transcode(
    out,
    rowsEvent(MAP, operation, hex(images)),
    plan,
    rowsHeader({ position, eventLength }),
  );
  expect(rows).toBe(1);
  expect(decodeFrame(out).bytes.toString("hex")).toBe(golden);
});
