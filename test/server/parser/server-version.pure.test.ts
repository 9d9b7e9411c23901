import { expect, it } from "vitest";
import { versionNumber } from "../../../server/parser/server-version.ts";

it.each([
  ["9.7.4", 90_704],
  ["5.6.24-log", 50_624],
  ["10.11.19-MariaDB-deb12-log", 101_119],
  ["5.5.5-10.11.19-MariaDB", 101_119],
  ["5.5.5", 50_505],
  ["5.5.5-log", 50_505],
  ["unknown", undefined],
])("%s is version %s", (text, number) => {
  expect(versionNumber(text)).toBe(number);
});
