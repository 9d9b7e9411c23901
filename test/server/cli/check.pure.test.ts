import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { checkCommand } from "../../../server/cli/check.ts";
import { addDefinition } from "../../../server/cli/conf-options.ts";
import { programVersion } from "../../../server/cli/version.ts";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function conf(canal: string, instance: string): string {
  const folder = mkdtempSync(join(tmpdir(), "sluice-check-"));
  folders.push(folder);
  writeFileSync(join(folder, "canal.properties"), canal);
  mkdirSync(join(folder, "example"));
  writeFileSync(join(folder, "example", "instance.properties"), `canal.instance.dbUsername = canal\n${instance}`);
  return folder;
}

function check(folder: string, json = false): { readonly code: number; readonly text: string } {
  let text = "";
  const code = checkCommand({ conf: folder, define: {}, json }, (part) => {
    text += part;
  });
  return { code, text };
}

test("nothing wrong is exit code 0, by the folder or by the file", () => {
  const folder = conf("canal.destinations = example", "");
  const clean = { code: 0, text: `${join(folder, "canal.properties")}: 0 errors, 0 warnings\n` };
  expect(check(folder)).toEqual(clean);
  expect(check(join(folder, "canal.properties"))).toEqual(clean);
});

test("every finding is a line with file and line number, from every file, and what is wrong with a filter too", () => {
  const folder = conf("canal.admin.manager = z:1\ncanal.auto.scan = perhaps", "canal.instance.filter.regex = (((");
  const { code, text } = check(folder);
  expect(code).toBe(1);
  const file = join(folder, "example", "instance.properties");
  const lines = text.trim().split("\n");
  expect(lines[0]).toMatch(new RegExp(`^${folder}/canal.properties:2: error CONF_BAD_VALUE: .*key=canal.auto.scan.*`));
  expect(lines[1]).toMatch(new RegExp(`^${folder}/canal.properties:1: warning CONF_NOT_BUILT: .*`));
  expect(lines[2]).toMatch(new RegExp(`^${file}:2: error FILTER_BAD_EXPRESSION: .*`));
  expect(lines[3]).toMatch(/2 errors, 1 warnings$/);
});

test("warnings alone are exit code 0", () => {
  expect(check(conf("canal.admin.manager = z:1", ""))).toMatchObject({ code: 0 });
});

test("JSON holds the same", () => {
  const { code, text } = check(conf("", "x = 1"), true);
  expect(code).toBe(1);
  expect(JSON.parse(text)).toMatchObject({
    errors: 1,
    warnings: 0,
    findings: [{ severity: "error", code: "CONF_UNKNOWN_KEY", key: "x", line: 2, text: "unknown key" }],
  });
});

test("a file that is not there", () => {
  const { code, text } = check("/nowhere/at/all");
  expect(code).toBe(1);
  expect(text).toContain("CONF_FILE_UNREADABLE");
});

test("-D", () => {
  expect(addDefinition("a.b=c=d", { x: "1" })).toEqual({ x: "1", "a.b": "c=d" });
  expect(addDefinition("a.b", {})).toEqual({ "a.b": "true" });
  expect(addDefinition("a.b=", {})).toEqual({ "a.b": "" });
});

test("the version is the package's", () => {
  expect(programVersion()).toMatch(/^\d+\.\d+\.\d+/);
});
