import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cursorFromJson, cursorToJson } from "../../proto/cursor-json.ts";
import { SluiceError } from "../../proto/error.ts";
import type { Cursor } from "../../proto/position.ts";

const CURSOR: Cursor = {
  sourceAddress: { address: "localhost", port: 3306 },
  position: { journalName: "mysql-bin.000003", position: 4567, timestamp: 1_700_000_000_000, serverId: 1, gtid: "" },
  acked: undefined,
};

/** canal-protocol 6.2 and 9.2, character for character. */
const ZOOKEEPER =
  '{"@type":"com.alibaba.otter.canal.protocol.position.LogPosition","identity":{"slaveId":-1,"sourceAddress":{"address":"localhost","port":3306}},"postion":{"gtid":"","included":false,"journalName":"mysql-bin.000003","position":4567,"serverId":1,"timestamp":1700000000000}}';
const FILE = ZOOKEEPER.replace('"@type":"com.alibaba.otter.canal.protocol.position.LogPosition",', "");

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof SluiceError ? error.code : "uncoded";
  }
  return "none";
}

describe("cursor JSON", () => {
  test("is Java's, character for character", () => {
    expect(JSON.stringify(cursorToJson(CURSOR, "zookeeper"))).toBe(ZOOKEEPER);
    expect(JSON.stringify(cursorToJson(CURSOR, "file"))).toBe(FILE);
  });

  test("our own key stands last and `@type` first", () => {
    const acked = { journalName: "mysql-bin.000003", position: 9999, index: 2 };
    const text = JSON.stringify(cursorToJson({ ...CURSOR, acked }, "zookeeper"));
    expect(text).toBe(
      `${ZOOKEEPER.slice(0, -1)},"sluice":{"index":2,"journalName":"mysql-bin.000003","position":9999}}`,
    );
    expect(cursorFromJson(JSON.parse(text))).toEqual({ ...CURSOR, acked });
  });

  test("any order, white space, unknown and absent keys are read", () => {
    const odd =
      '{ "postion": {"timestamp":1700000000000,"position":4567,"journalName":"mysql-bin.000003", "new": [1]},' +
      ' "identity": {"sourceAddress":{"port":3306,"address":"localhost"}, "slaveId": 7}, "x": null }';
    expect(cursorFromJson(JSON.parse(odd))).toEqual({ ...CURSOR, position: { ...CURSOR.position, serverId: 0 } });
  });

  test("every cursor comes back as it was", () => {
    const position = fc.record({
      journalName: fc.string(),
      position: fc.maxSafeNat(),
      timestamp: fc.maxSafeNat(),
      serverId: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      gtid: fc.string(),
    });
    const cursor = fc.record({
      sourceAddress: fc.record({ address: fc.string(), port: fc.integer({ min: 0, max: 65_535 }) }),
      position,
      acked: fc.option(fc.record({ journalName: fc.string(), position: fc.maxSafeNat(), index: fc.nat() }), {
        nil: undefined,
      }),
    });
    fc.assert(
      fc.property(cursor, fc.constantFrom("zookeeper" as const, "file" as const), (value, form) => {
        expect(cursorFromJson(JSON.parse(JSON.stringify(cursorToJson(value, form))))).toEqual(value);
      }),
    );
  });

  test("what is no cursor is a coded error, never a fresh start", () => {
    const broken = [
      "null",
      "7",
      '"x"',
      "[]",
      "{}",
      '{"postion":null}',
      '{"postion":[]}',
      '{"postion":{"position":"4"}}',
    ];
    const alsoBroken = [
      '{"postion":{"position":1.5}}',
      '{"postion":{"position":9007199254740993}}',
      '{"postion":{},"sluice":1}',
    ];
    for (const text of [...broken, ...alsoBroken]) {
      expect([text, codeOf(() => cursorFromJson(JSON.parse(text)))]).toEqual([text, "META_CORRUPT"]);
    }
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(["none", "META_CORRUPT"]).toContain(codeOf(() => cursorFromJson(value)));
      }),
    );
  });
});
