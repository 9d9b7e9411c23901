import { expect, test } from "vitest";
import { EntryType, EventType } from "../../proto/entry-type.ts";
import { entryMessages, readInt64 } from "../../proto/protobuf.ts";

/** Complete entries that a Java converter gave (canal-protocol 10). */
const ENTRIES = {
  begin: "0a2e080112106d7973716c2d62696e2e303030303031180420072a055554462d383080d095ffbc31380242004a00502810011a022063",
  insert:
    "0a43080112106d7973716c2d62696e2e303030303031185720072a055554462d383080d095ffbc313802420264624a017450295801620e0a09726f7773436f756e7412013110021a79086c1001500062711231080010fbffffffffffffffff011a026964200128013000420a34323934393637323935520c696e7420756e7369676e6564121f0801100c1a046e616d652000280130004200520b7661726368617228323029121b080210d40f1a037069632000280130004203c3bf415204626c6f62",
  delete:
    "0a44080112106d7973716c2d62696e2e30303030303118880220072a055554462d383080d095ffbc313802420264624a017450275803620e0a09726f7773436f756e7412013110021a64086c10035000625c0a1f080010041a026964200128003000420135520c696e7420756e7369676e65640a210801100c1a046e616d6520002800300042026162520b76617263686172283230290a16080210d40f1a037069632000280030015204626c6f62",
  end: "0a2f080112106d7973716c2d62696e2e30303030303118af0220072a055554462d383080d095ffbc31380242004a00501b10031a0712053132333435",
  rename:
    "0a34080112106d7973716c2d62696e2e30303030303118890320072a055554462d383080d095ffbc313802420264624a01625042580910021a29100950015a1f72656e616d65207461626c65206120746f20622c206320746f206462332e6472026462",
  xaStart:
    "0a2f080112106d7973716c2d62696e2e30303030303118d90520072a055554462d383080d095ffbc31380242004a00503710011a2f1a130a0758415f54595045120858412053544152541a160a0758415f584944120c2058273331272c5827272c312063",
} as const;

const bytesOf = (hex: string): Buffer => Buffer.from(hex, "hex");
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

test.each(Object.entries(ENTRIES))(
  "%s keeps every explicit zero and empty text through decoding and encoding",
  (_name, hex) => {
    expect(hexOf(entryMessages.Entry.encode(entryMessages.Entry.decode(bytesOf(hex))).finish())).toBe(hex);
  },
);

test("absent fields read as Java's defaults", () => {
  const { header, entryType, storeValue } = entryMessages.Entry.decode(bytesOf(ENTRIES.begin));
  expect([entryType, header?.eventType, header?.sourceType]).toEqual([
    EntryType.TRANSACTIONBEGIN,
    EventType.UPDATE,
    entryMessages.Type.MYSQL,
  ]);
  expect(readInt64(entryMessages.TransactionBegin.decode(storeValue).threadId)).toBe(99);
  const empty = entryMessages.Entry.decode(new Uint8Array(0));
  expect(empty.entryType).toBe(EntryType.ROWDATA);
  expect(entryMessages.Header.decode(new Uint8Array(0)).version).toBe(1);
});

test("a row's values and big numbers come out exactly", () => {
  const { header, storeValue } = entryMessages.Entry.decode(bytesOf(ENTRIES.insert));
  expect(readInt64(header?.executeTime)).toBe(1_700_000_000_000);
  const [row] = entryMessages.RowChange.decode(storeValue).rowDatas;
  expect(row?.afterColumns?.map(({ name, sqlType, value }) => [name, sqlType, value])).toEqual([
    ["id", -5, "4294967295"],
    ["name", 12, ""],
    ["pic", 2004, "ÿA"],
  ]);
});

test("text that is not UTF-8 is tolerated in entries, as in Java", () => {
  const header = entryMessages.Header.decode(bytesOf("4202c328"));
  expect(header.schemaName).toBe("\ufffd(");
});
