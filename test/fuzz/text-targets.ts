import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EntryDecoder } from "../../proto/entry-reader.ts";
import { flatMessage } from "../../proto/flat-message.ts";
import { FrameReader } from "../../proto/frame.ts";
import { decodePacket } from "../../proto/packet.ts";
import {
  decodeClientAck,
  decodeClientAuth,
  decodeClientRollback,
  decodeGet,
  decodeSub,
  decodeUnsub,
} from "../../proto/packet-request.ts";
import { decodeAck, decodeHandshake, decodeMessages } from "../../proto/packet-reply.ts";
import { GtidSet } from "../../server/binlog/gtid-set.ts";
import { MariadbGtidSet } from "../../server/binlog/mariadb-gtid-set.ts";
import { classifyStatement } from "../../server/parser/ddl/classify.ts";
import { SchemaTracker } from "../../server/parser/schema-tracker.ts";
import type { FuzzTarget } from "./fuzz-target.ts";

const DATA = join(process.cwd(), "test/data");
const FRAME_LIMIT = 1 << 20;
const ANSI_QUOTES = 0x4;
const NO_BACKSLASH_ESCAPES = 0x10_0000;
const UUID = "747213ea-e541-11f1-8866-02fc00000001";

function ddlTarget(): FuzzTarget {
  const folder = join(DATA, "ddl");
  const statements = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .flatMap((name) => readFileSync(join(folder, name), "utf8").split(/;\n/u));
  return {
    name: "ddl",
    seeds: statements.filter((sql) => sql.length > 5 && sql.length < 3000).map((sql) => Buffer.from(sql)),
    run(input, seed) {
      const sql = Buffer.from(input).toString("utf8");
      const sqlMode = [0, ANSI_QUOTES, NO_BACKSLASH_ESCAPES][seed % 3] ?? 0;
      const flavor = seed % 2 === 0 ? "mysql" : "mariadb";
      classifyStatement(sql, { defaultSchema: "d", druid: true, sqlMode, flavor });
      const tracker = new SchemaTracker({ flavor, lowerCaseTableNames: 0 });
      const facts = { schema: "d", sqlMode, charsets: { server: 255 }, explicitDefaultsForTimestamp: true };
      tracker.apply({ ...facts, sql: "CREATE TABLE t (a INT PRIMARY KEY, b VARCHAR(9), c ENUM('x'))" });
      tracker.apply({ ...facts, sql });
      tracker.snapshot();
    },
  };
}

function gtidTarget(): FuzzTarget {
  const texts = [
    `${UUID}:1-5:7,\n747213ea-e541-11f1-8866-02fc00000002:1`,
    `${UUID}:1-162:tag_a:1-2:tag_b:5`,
    `${UUID}:1-9223372036854775806`,
    "0-1-100,1-2-18446744073709551615",
    "",
  ];
  return {
    name: "gtid",
    seeds: texts.map((text) => Buffer.from(text)),
    run(input) {
      const text = Buffer.from(input).toString("latin1");
      for (const parse of [parseMysql, parseMariadb]) parse(text);
    },
  };
}

function parseMysql(text: string): void {
  const set = attempt(() => GtidSet.parse(text));
  if (set !== undefined && !GtidSet.parse(set.toString()).equals(set))
    throw new Error("a set does not survive its text");
}

function parseMariadb(text: string): void {
  attempt(() => MariadbGtidSet.parse(text));
}

/** Both readers see every text: the first one's refusal must not keep the second from it. */
function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof Error && "code" in error) return undefined;
    throw error;
  }
}

function frameTarget(): FuzzTarget {
  const decoders = [
    decodeAck,
    decodeHandshake,
    decodeMessages,
    decodeClientAuth,
    decodeSub,
    decodeUnsub,
    decodeGet,
    decodeClientAck,
    decodeClientRollback,
  ];
  return {
    name: "frames",
    seeds: ["client-to-server", "server-to-client"].map((name) =>
      readFileSync(join(DATA, `session/${name}.bin`)).subarray(0, 20_000),
    ),
    run(input) {
      const reader = new FrameReader(FRAME_LIMIT);
      for (let at = 0; at < input.length; at += 61) {
        reader.push(input.subarray(at, at + 61));
        for (let body = reader.next(); body !== undefined; body = reader.next()) {
          const { body: inner } = decodePacket(body);
          for (const decode of decoders) attempt(() => decode(inner));
        }
      }
    },
  };
}

function entryTarget(): FuzzTarget {
  const decoder = new EntryDecoder();
  const seeds: Buffer[] = [];
  for (const name of ["zoo-mysql97", "zoo-mysql56", "gtid-mysql97"]) {
    const bytes = readFileSync(join(DATA, `canal/${name}.entries.bin`));
    for (let at = 0; at < bytes.length;) {
      let length = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++] ?? 0;
        length |= (byte & 0x7f) << shift;
        if (byte < 0x80) break;
      }
      if (length < 3000) seeds.push(bytes.subarray(at, at + length));
      at += length;
    }
  }
  return {
    name: "entries",
    seeds,
    run(input) {
      const entry = decoder.decode(input);
      const { rowChange, transaction } = entry;
      flatMessage(entry, 1, 1);
      for (const row of rowChange?.rows() ?? []) {
        for (const image of [row.before, row.after]) image?.toObject();
      }
      for (const { key, value } of [...entry.props, ...(transaction?.props ?? [])]) Buffer.byteLength(key + value);
    },
  };
}

export function textTargets(): readonly FuzzTarget[] {
  return [ddlTarget(), gtidTarget(), frameTarget(), entryTarget()];
}
