import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ConfFolder } from "../../conf/conf-folder.ts";
import type { KeyDeclaration } from "../../conf/declaration.ts";
import { parseProperties } from "../../conf/properties.ts";
import { type Key, KEYS } from "../../conf/schema.ts";
import { Secret } from "../../conf/secret.ts";
import { Settings } from "../../conf/settings.ts";
import { shippedFile } from "./shipped.ts";

const folder = join(import.meta.dirname, "../../conf");
const files = {
  canal: join(folder, "canal.properties"),
  instance: join(folder, "example/instance.properties"),
};
const nothingOutside = { overrides: {}, environment: {} };

describe("the shipped files", () => {
  // After a change of a declaration: `npx vitest run test/conf/shipped -u`.
  test.each(["canal", "instance"] as const)("%s.properties is what the declarations say", async (file) => {
    await expect(shippedFile(file)).toMatchFileSnapshot(files[file]);
  });

  test("load without a finding and give every default", () => {
    const conf = new ConfFolder(files.canal, nothingOutside);
    expect(conf.check()).toEqual([]);

    const layers = [files.instance, files.canal].map((file) => parseProperties(readFileSync(file, "utf8"), file));
    const written = new Settings(nothingOutside, layers);
    const empty = new Settings(nothingOutside, []);
    for (const [key, declaration] of Object.entries<KeyDeclaration>(KEYS)) {
      if (declaration.shipped !== undefined) continue;
      expect([key, plain(written.get(key as Key))]).toEqual([key, plain(empty.get(key as Key))]);
    }
  });

  test("the server listens on loopback only", () => {
    expect(new ConfFolder(files.canal, nothingOutside).server.config?.listen).toEqual({
      host: "127.0.0.1",
      port: 11111,
    });
  });
});

function plain(value: unknown): unknown {
  return value instanceof Secret ? value.reveal() : value;
}
