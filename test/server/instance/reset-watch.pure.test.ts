import { expect, test } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import { ResetWatch } from "../../../server/instance/reset-watch.ts";

const NEVER = new AbortController().signal;

/** A source whose files have those sizes and were begun in those seconds; `read`: in which one the file was begun that was read. */
function watch(read: number) {
  const begun = new Map<string, number>();
  const sizes = new Map<string, number>();
  const asked: string[] = [];
  const told: string[] = [];
  const resets = new ResetWatch({
    fileBegin: (journalName) => {
      asked.push(journalName);
      return Promise.resolve(begun.get(journalName));
    },
    compare: (journalName, now) => (now === read ? undefined : new SluiceError("SOURCE_LOG_RESET", { journalName })),
    onReset: ({ code }) => told.push(code),
  });
  const look = async (journalName: string, position: number) => {
    const logs = Array.from(sizes, ([name, size]) => ({ journalName: name, size }));
    await resets.look({ logs, expireSeconds: undefined, now: 0 }, { journalName, position }, NEVER);
    return { asked: asked.splice(0), told: told.splice(0) };
  };
  const has = (name: string, size: number, second: number) => {
    sizes.set(name, size);
    begun.set(name, second);
  };
  const reset = () => {
    sizes.clear();
    begun.clear();
  };
  return { look, has, reset };
}

const NOTHING = { asked: [], told: [] };

test("a log that has begun anew and grown past the place that was read is noticed when it grows further and nothing comes", async () => {
  const { look, has, reset } = watch(100);
  has("bin.000001", 500, 100);
  expect(await look("bin.000001", 500)).toEqual(NOTHING);
  reset();
  has("bin.000001", 900, 200);
  expect(await look("bin.000001", 500)).toEqual({ asked: ["bin.000001"], told: ["SOURCE_LOG_RESET"] });
});

test("a log that has begun anew and grown into further files is noticed too", async () => {
  const { look, has, reset } = watch(100);
  has("bin.000001", 500, 100);
  await look("bin.000001", 500);
  reset();
  has("bin.000001", 4000, 200);
  has("bin.000002", 300, 210);
  expect(await look("bin.000001", 500)).toEqual({ asked: ["bin.000001"], told: ["SOURCE_LOG_RESET"] });
});

test("of a log that goes on, nothing is told: it is asked about only while nothing comes", async () => {
  const { look, has } = watch(100);
  has("bin.000001", 500, 100);
  expect(await look("bin.000001", 500)).toEqual(NOTHING);
  has("bin.000001", 700, 100);
  expect(await look("bin.000001", 700)).toEqual(NOTHING);
  expect(await look("bin.000001", 700)).toEqual(NOTHING);
  has("bin.000001", 900, 100);
  expect(await look("bin.000001", 700)).toEqual({ asked: ["bin.000001"], told: [] });
});

test("a file that is shorter than what was read of it, or behind all that there are, is asked about at once", async () => {
  const { look, has, reset } = watch(100);
  has("bin.000003", 157, 200);
  expect(await look("bin.000003", 500)).toEqual({ asked: ["bin.000003"], told: ["SOURCE_LOG_RESET"] });
  reset();
  has("bin.000001", 9000, 200);
  expect(await look("bin.000003", 500)).toEqual({ asked: [], told: ["SOURCE_LOG_RESET"] });
});

test("a purged file says nothing of a log begun anew", async () => {
  const { look, has } = watch(100);
  has("bin.000007", 9000, 300);
  expect(await look("bin.000003", 500)).toEqual(NOTHING);
});
