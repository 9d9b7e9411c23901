import { expect, test } from "vitest";
import { PendingActions } from "../../../server/parser/pending-actions.ts";

/** Actions note what happens, in its order, among the events of a log. */
function setUp() {
  const group = { isOpen: false };
  const actions = new PendingActions(() => !group.isOpen);
  const seen: string[] = [];
  const ask = (name: string): Promise<string> =>
    actions.do(async () => {
      seen.push(`${name} begins`);
      await Promise.resolve();
      seen.push(`${name} ends`);
      return name;
    });
  return { group, actions, seen, ask };
}

test("an action is carried out at once while nothing comes from the log, and events wait for its end", async () => {
  const { actions, seen, ask } = setUp();
  const asked = ask("a");
  await actions.during(() => seen.push("event"));
  expect(seen).toEqual(["a begins", "a ends", "event"]);
  expect(await asked).toBe("a");
});

test("asked while events are handled, it comes behind them", async () => {
  const { actions, seen, ask } = setUp();
  const asked: Promise<string>[] = [];
  await actions.during(async () => {
    asked.push(ask("a"), ask("b"));
    await Promise.resolve();
    expect(seen).toEqual([]);
    expect(actions.isEmpty).toBe(false);
  });
  expect(await Promise.all(asked)).toEqual(["a", "b"]);
  expect(seen).toEqual(["a begins", "a ends", "b begins", "b ends"]);
});

test("inside a group it waits for the group's end, however often events pause", async () => {
  const { group, actions, seen, ask } = setUp();
  group.isOpen = true;
  const asked = ask("a");
  await actions.during(() => undefined);
  expect(seen).toEqual([]);
  await actions.during(async () => {
    group.isOpen = false;
    // Who handles events does it between two groups of one batch.
    await actions.run();
    expect(seen).toEqual(["a begins", "a ends"]);
  });
  expect(await asked).toBe("a");
});

test("what an action throws is for the one who asked; the next one is carried out", async () => {
  const { actions, ask } = setUp();
  const failed = actions.do(() => Promise.reject(new Error("no")));
  const next = ask("b");
  await expect(failed).rejects.toThrow("no");
  expect(await next).toBe("b");
});

test("a step that fails is over: what was asked for meanwhile is carried out", async () => {
  const { actions, ask } = setUp();
  let asked: Promise<string> | undefined;
  const step = actions.during(() => {
    asked = ask("a");
    throw new Error("broken");
  });
  await expect(step).rejects.toThrow("broken");
  expect(await asked).toBe("a");
});
