import { rm } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import type { Coordinator } from "../../proto/coordination/coordinator.ts";
import { connectCoordinator } from "../../proto/coordination/zookeeper-coordinator.ts";
import { tempFolder } from "./temp-folder.ts";
import { startZookeeper, type ZookeeperServer } from "./zookeeper.ts";

/** What the tests of a file have in common that keep something in ZooKeeper. */
interface CoordinatedTests {
  readonly coordinator: Coordinator;
  /** Another one in each test. */
  readonly destination: string;
  /** A folder that is removed behind the test. */
  readonly newFolder: () => Promise<string>;
  /** To be closed behind the test, before folders go. */
  readonly closeAfter: (one: { readonly close: () => Promise<void> }) => void;
}

/** Registers a ZooKeeper server and a session for all tests of a file; to be called at its top. What it gives may be used in tests only. */
export function coordinatedTests(): CoordinatedTests {
  let server: ZookeeperServer | undefined;
  let session: Coordinator | undefined;
  let made = 0;
  let folders: string[] = [];
  let open: { readonly close: () => Promise<void> }[] = [];
  beforeAll(async () => {
    server = await startZookeeper();
    session = await connectCoordinator({ servers: server.connect, sessionTimeoutMs: 10_000 });
  });
  afterAll(async () => {
    await session?.close();
    await server?.stop();
  });
  beforeEach(() => {
    made++;
  });
  afterEach(async () => {
    for (const one of open) await one.close();
    open = [];
    for (const folder of folders) await rm(folder, { recursive: true });
    folders = [];
  });
  return {
    get coordinator() {
      if (session === undefined) throw new Error("not connected yet");
      return session;
    },
    get destination() {
      return `example${String(made)}`;
    },
    newFolder: async () => {
      const folder = await tempFolder("coordinated");
      folders.push(folder);
      return folder;
    },
    closeAfter: (one) => {
      open.push(one);
    },
  };
}
