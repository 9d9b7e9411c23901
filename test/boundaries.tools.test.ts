import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

const project = process.cwd();
const house = mkdtempSync(join(tmpdir(), "sluice-walls-"));
afterAll(() => rmSync(house, { recursive: true, force: true }));

cpSync(join(project, ".dependency-cruiser.cjs"), join(house, ".dependency-cruiser.cjs"));
cpSync(join(project, "tsconfig.json"), join(house, "tsconfig.json"));
symlinkSync(join(project, "node_modules"), join(house, "node_modules"));

function build(files: Record<string, string>): void {
  for (const folder of ["proto", "conf", "server", "client", "test"]) {
    rmSync(join(house, folder), { recursive: true, force: true });
    mkdirSync(join(house, folder));
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(house, path)), { recursive: true });
    writeFileSync(join(house, path), text);
  }
}

function cruise(): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(project, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs"),
      "--config",
      ".dependency-cruiser.cjs",
      "proto",
      "conf",
      "server",
      "client",
      "test",
    ],
    { cwd: house, encoding: "utf8" },
  );
  return { status, output: stdout + stderr };
}

describe("the boundary check", () => {
  test("passes a house whose walls stand, and has looked at its modules", () => {
    build({
      "server/parser/a.ts": 'import { b } from "../sink/event-sink.ts";\nexport const a: number = b;\n',
      "server/sink/event-sink.ts": "export const b: number = 1;\n",
    });
    const { status, output } = cruise();
    expect(output).toMatch(/no dependency violations found \(2 modules, 1 dependencies cruised\)/);
    expect(status).toBe(0);
  });

  test("fails on every wall that is broken", () => {
    const broken: readonly (readonly [rule: string, from: string, specifier: string])[] = [
      ["binlog-is-pure", "server/binlog/pure.ts", "../source/b.ts"],
      ["binlog-has-no-io", "server/binlog/io.ts", "node:fs"],
      ["parser-knows-the-sinks-contract", "server/parser/a.ts", "../store/b.ts"],
      ["kernel-knows-binlog-only", "server/kernel/a.ts", "../parser/b.ts"],
      ["kernel-is-asked-by-the-parser", "server/sink/a.ts", "../kernel/b.ts"],
      ["store-knows-no-stage", "server/store/a.ts", "../session/b.ts"],
      ["subscription-knows-store-and-cursors", "server/subscription/a.ts", "../source/b.ts"],
      ["account-knows-how-a-consumer-walks", "server/account/a.ts", "../session/b.ts"],
      ["ledger-counts", "server/ledger/a.ts", "../source/b.ts"],
      ["reread-has-stages-of-its-own", "server/reread/a.ts", "../session/b.ts"],
      ["instance-knows-no-operator", "server/instance/a.ts", "../admin/b.ts"],
      ["client-knows-proto-only", "client/a.ts", "../server/source/b.ts"],
      ["client-brings-zookeeper-only-when-asked", "client/b.ts", "../proto/coordination/zookeeper-coordinator.ts"],
      ["client-brings-zookeeper-only-when-asked", "client/c.ts", "./zookeeper-locator.ts"],
      ["proto-brings-no-zookeeper", "proto/index.ts", "./coordination/zookeeper-coordinator.ts"],
      ["node-zookeeper-client-has-one-room", "server/zk.ts", "node-zookeeper-client"],
      ["mysql2-has-one-room", "server/parser/driver.ts", "mysql2"],
      ["nothing-imports-tests", "server/a.ts", "../test/b.ts"],
      ["no-orphan-import", "server/lost.ts", "./nowhere.ts"],
    ];
    const other = "export const b: number = 1;\n";
    const files: Record<string, string> = {
      "server/source/b.ts": other,
      "server/store/b.ts": other,
      "server/parser/b.ts": other,
      "server/kernel/b.ts": other,
      "server/session/b.ts": other,
      "server/admin/b.ts": other,
      "test/b.ts": other,
      "client/zookeeper-locator.ts": other,
      "proto/coordination/zookeeper-coordinator.ts": other,
    };
    for (const [, from, specifier] of broken) {
      files[from] = `import * as b from "${specifier}";\nexport const a: unknown = b;\n`;
    }
    build(files);
    const { status, output } = cruise();
    for (const [rule, from] of broken) expect(output).toMatch(new RegExp(`error ${rule}: ${from} `));
    expect(status).not.toBe(0);
  });
});
