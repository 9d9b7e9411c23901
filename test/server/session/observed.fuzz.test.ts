import { describe, expect, test } from "vitest";
import { passwordSecret } from "../../../proto/scramble.ts";
import { startSessionServer } from "../../support/session-server.ts";
import { ACKS, FILTERS } from "./observed/acks.ts";
import { AUTH } from "./observed/auth.ts";
import { DEVIATIONS } from "./observed/deviations.ts";
import { ERRORS } from "./observed/errors.ts";
import { FRAMING } from "./observed/framing.ts";
import { GET } from "./observed/get.ts";
import type { Probe } from "./observed/probe.ts";
import { RESTART } from "./observed/restart.ts";

const GROUPS: readonly (readonly [string, readonly Probe[]])[] = [
  ["framing", FRAMING],
  ["errors", ERRORS],
  ["auth", AUTH],
  ["get", GET],
  ["acks and sharing", ACKS],
  ["filters", FILTERS],
  ["restart", RESTART],
];

const DEVIATING = new Map(DEVIATIONS.map((deviation) => [deviation.probe, deviation]));

/** Whether an answer is the recorded one; a record that ends with … was cut there. */
function matches(answer: string | undefined, recorded: string): boolean {
  if (answer === undefined) return false;
  const cut = recorded.endsWith("…");
  return cut ? answer.startsWith(recorded.slice(0, -1)) : answer === recorded;
}

/** The answers, those that match put in the record's own form so that a difference shows at a glance. */
function inForm(answers: readonly string[], recorded: readonly string[]): readonly string[] {
  return answers.map((answer, i) => (matches(answer, recorded[i] ?? "") ? (recorded[i] ?? "") : answer));
}

describe.each(GROUPS)("what a running Java Canal answered: %s", (_group, probes) => {
  test.each(probes)("$name", async ({ name, canal, ask, settings, password }) => {
    const secret = password === true ? { user: "canal", passwd: passwordSecret("canal") } : {};
    const server = await startSessionServer({ ...settings, ...secret });
    try {
      const answers = await ask(server);
      const deviation = DEVIATING.get(name);
      const expected = deviation?.ours ?? canal;
      expect(inForm(answers, expected)).toEqual(expected);
      // A deviation that is none any more must leave the list.
      if (deviation !== undefined) expect(inForm(answers, canal)).not.toEqual(canal);
    } finally {
      await server.close();
    }
  });
});

test("every deviation belongs to a probe", () => {
  const names = new Set(GROUPS.flatMap(([, probes]) => probes.map(({ name }) => name)));
  expect(DEVIATIONS.map(({ probe }) => probe).filter((probe) => !names.has(probe))).toEqual([]);
  const all = GROUPS.flatMap(([, probes]) => probes);
  expect(names.size).toBe(all.length);
});
