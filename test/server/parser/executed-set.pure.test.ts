import { describe, expect, test } from "vitest";
import type { BinlogEvent } from "../../../server/binlog/event.ts";
import { ExecutedSet } from "../../../server/parser/executed-set.ts";

const A = "747213ea-e541-11f1-8866-02fc00000001";
const B = "847213ea-e541-11f1-8866-02fc00000002";

const gtid = (text: string) => ({ kind: "gtid", gtid: text, header: { artificial: false } }) as BinlogEvent;
const list = (text: string) =>
  ({ kind: "gtid-list", flavor: "mysql", gtidSet: text, header: { artificial: false } }) as BinlogEvent;
const place = (journalName: string, position: number) => ({ journalName, position });

describe("read by file and offset, the executed set", () => {
  test("is known at once where reading begins at the end of the log", () => {
    const set = new ExecutedSet();
    set.begin(place("bin.000001", 100), { ...place("bin.000001", 100), gtidSet: `${A}:1-7` });
    expect(set.text).toBe(`${A}:1-7`);
    set.observe(gtid(`${A}:8`));
    expect(set.text).toBe(`${A}:1-7`);
    set.end(place("bin.000001", 200));
    expect(set.text).toBe(`${A}:1-8`);
  });

  test("is not known before reading has passed a place that it is known of, and holds what was read since", () => {
    const set = new ExecutedSet();
    set.begin(place("bin.000001", 100), { ...place("bin.000001", 300), gtidSet: `${A}:1-9` });
    set.observe(gtid(`${A}:8`));
    set.end(place("bin.000001", 200));
    expect(set.text).toBeUndefined();
    set.observe(gtid(`${A}:9`));
    set.end(place("bin.000001", 300));
    expect(set.text).toBe(`${A}:1-9`);
    set.observe(gtid(`${B}:1`));
    set.end(place("bin.000001", 400));
    expect(set.text).toBe(`${A}:1-9,${B}:1`);
  });

  test("is known at the head of the next file", () => {
    const set = new ExecutedSet();
    set.begin(place("bin.000001", 100), undefined);
    set.observe(gtid(`${A}:8`));
    set.end(place("bin.000001", 200));
    expect(set.text).toBeUndefined();
    set.observe(list(`${A}:1-8`));
    expect(set.text).toBe(`${A}:1-8`);
  });

  test("leaves out a group that was left open", () => {
    const set = ExecutedSet.of(`${A}:1-3`);
    set.observe(gtid(`${A}:4`));
    set.begin(place("bin.000001", 100), undefined);
    set.end(place("bin.000001", 200));
    expect(set.text).toBe(`${A}:1-3`);
  });

  test("is none where a transaction has no GTID", () => {
    const set = ExecutedSet.of(`${A}:1-3`);
    set.observe(gtid(""));
    set.end(place("bin.000001", 200));
    expect(set.text).toBeUndefined();
  });
});
