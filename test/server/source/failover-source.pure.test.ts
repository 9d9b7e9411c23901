import { expect, test } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import { silentLogger } from "../../../server/logger.ts";
import { FailoverSource } from "../../../server/source/failover-source.ts";
import type { FailoverServer, FollowedServer, ServerRole } from "../../../server/source/failover-source.ts";
import { LogSource } from "../../support/log-source.ts";

const ever = new AbortController().signal;

/** A log without a server, which answers or does not. */
class FakeServer extends LogSource implements FollowedServer {
  down = false;

  constructor(serverId: number) {
    super({ files: [{ journalName: `bin.00000${serverId}`, bytes: new Uint8Array() }], identity: { serverId } });
  }

  async detect(_sql: string, _signal: AbortSignal): Promise<void> {
    await this.assertUsable();
  }

  assertUsable() {
    return this.down ? Promise.reject(new SluiceError("SOURCE_UNREACHABLE")) : Promise.resolve(this.identity);
  }

  async retention() {
    return { logs: await this.listLogs(), expireSeconds: undefined, now: 0 };
  }

  fileBegin(): Promise<number | undefined> {
    return Promise.resolve(undefined);
  }
}

function server(role: ServerRole, port: number): FailoverServer & { readonly source: FakeServer } {
  return { role, address: "127.0.0.1", port, source: new FakeServer(port) };
}

function hanging(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => {
      reject(new Error("aborted", { cause: signal.reason }));
    });
  });
}

async function begun(port: number): Promise<string> {
  const source = new FailoverSource(server("master", 1), server("standby", 2), silentLogger);
  await source.beginWith((one) => Promise.resolve(one.port === port));
  return source.stats.role;
}

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => (error instanceof SluiceError ? error.code : error),
  );
}

test("everything goes to the master, and behind a switch to the standby, once that was identified", async () => {
  const [master, standby] = [server("master", 1), server("standby", 2)];
  const source = new FailoverSource(master, standby, silentLogger);
  expect(await codeOf(source.listLogs(ever))).toBe("SOURCE_SWITCHED");
  expect((await source.identify(ever)).serverId).toBe(1);
  expect((await source.listLogs(ever))[0]?.journalName).toBe("bin.000001");
  await source.switchOver("SOURCE_TIMEOUT", ever);
  expect(source.stats).toMatchObject({ role: "standby", port: 2, switches: 1, switchedFor: "SOURCE_TIMEOUT" });
  // A place in the master's log must not be looked for in the standby's.
  expect(await codeOf(source.open({ kind: "file", journalName: "bin.000001", position: 4 }, ever))).toBe(
    "SOURCE_SWITCHED",
  );
  expect(standby.source.opened).toEqual([]);
  expect((await source.identify(ever)).serverId).toBe(2);
  expect((await source.listLogs(ever))[0]?.journalName).toBe("bin.000002");
  await source.switchOver("SOURCE_TIMEOUT", ever);
  expect(source.stats).toMatchObject({ role: "master", switches: 2 });
});

test("what is under way at a switch ends by it, a stop is a stop", async () => {
  const [master, standby] = [server("master", 1), server("standby", 2)];
  const source = new FailoverSource(master, standby, silentLogger);
  master.source.detect = (_sql, signal) => hanging(signal);
  const stop = new AbortController();
  const [byStop, bySwitch] = [codeOf(source.detect("select 1", stop.signal)), codeOf(source.detect("select 1", ever))];
  stop.abort();
  expect(await byStop).toMatchObject({ message: "aborted" });
  await source.switchOver("SOURCE_TIMEOUT", ever);
  expect(await bySwitch).toBe("SOURCE_SWITCHED");
});

test("nothing changes when the other server does not answer, or there is none", async () => {
  const [master, standby] = [server("master", 1), server("standby", 2)];
  standby.source.down = true;
  const source = new FailoverSource(master, standby, silentLogger);
  await source.identify(ever);
  expect(await codeOf(source.switchOver("SOURCE_TIMEOUT", ever))).toBe("SOURCE_UNREACHABLE");
  expect(source.stats).toMatchObject({ role: "master", switches: 0, switchedAt: 0 });
  expect((await source.listLogs(ever))[0]?.journalName).toBe("bin.000001");
  const alone = new FailoverSource(master, undefined, silentLogger);
  expect(await codeOf(alone.switchOver("SOURCE_TIMEOUT", ever))).toBe("SOURCE_NO_STANDBY");
});

test("it begins with the server that the saved position is of, the master if that is neither", async () => {
  expect([await begun(1), await begun(2), await begun(3)]).toEqual(["master", "standby", "master"]);
});
