import { cp } from "node:fs/promises";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { EntryType, EventType } from "../../../proto/entry-type.ts";
import { AccountKeeper } from "../../../server/account/account-keeper.ts";
import { LogOrigin } from "../../../server/subscription/log-origin.ts";
import { LogPlaces } from "../../../server/subscription/log-places.ts";
import { silentLogger } from "../../../server/logger.ts";
import { NO_TABLE, type PipelineEntry } from "../../../server/pipeline-entry.ts";
import type { DurableLog } from "../../../server/store/log/durable-log.ts";
import { Subscriptions } from "../../../server/subscription/subscriptions.ts";
import { makeEntry, tableName } from "../../support/entries.ts";
import { removeTempFolder, tempFolder } from "../../support/temp-folder.ts";
import { open, SOURCE } from "../store/log-in-memory.ts";
import { MemoryFolder } from "../store/memory-folder.ts";
import { CrashableMeta } from "../subscription/subscription-model.ts";

const NEVER = new AbortController().signal;
const FRAME = 24;
const FILTERS = ["", "db\\.a", "db\\.b,db\\.c", "db\\.nothing"];
const CONSUMERS = [
  { group: "", clientId: 1001 },
  { group: "reporting", clientId: 7 },
] as const;

type Facts = Omit<Parameters<typeof makeEntry>[0], "position">;

/** What a client knows: which entries it has acked, and those of the batches that it was given since. */
interface Client {
  from: number;
  readonly acked: Set<number>;
  batches: { readonly id: number; readonly seqs: readonly number[] }[];
  filter: string;
}

/** A destination over a log whose process is killed, with clients that note what they ack. */
class Harness {
  #directory: string;
  readonly #killed: { readonly directory: string; readonly keeper: AccountKeeper }[] = [];
  readonly #folder = new MemoryFolder();
  readonly #stored: PipelineEntry[] = [];
  readonly clients: Client[] = CONSUMERS.map(() => ({ from: 1, acked: new Set(), batches: [], filter: "" }));
  #meta = new CrashableMeta();
  #log: DurableLog | undefined;
  #keeper: AccountKeeper | undefined;
  #subscriptions: Subscriptions | undefined;
  #position = 4;

  constructor(directory: string) {
    this.#directory = directory;
  }

  get log(): DurableLog {
    if (this.#log === undefined) throw new Error("no process");
    return this.#log;
  }

  get keeper(): AccountKeeper {
    if (this.#keeper === undefined) throw new Error("no process");
    return this.#keeper;
  }

  get subscriptions(): Subscriptions {
    if (this.#subscriptions === undefined) throw new Error("no process");
    return this.#subscriptions;
  }

  async start(): Promise<void> {
    const keeper = new AccountKeeper({ directory: this.#directory, isKept: true, logger: silentLogger });
    const log = await open(this.#folder, {
      segmentBytes: 2000,
      retentionMs: 0,
      retentionBytes: 0,
      // What a restart would read on from: less than consumers say while one passes over a transaction of which it has had nothing yet.
      needs: () =>
        Array.from(this.#meta.durable.values(), ({ cursor }) => ({
          consumer: "",
          from: (cursor?.acked?.seq ?? -1) + 1,
        })),
      onVisible: keeper.stored,
      onLeaving: (segment) => keeper.leaving(segment),
    });
    await keeper.load(log);
    const origin = new LogOrigin(this.#directory);
    await origin.load();
    const places = new LogPlaces(log, origin, {
      followed: () => SOURCE,
      fallbackMs: 0,
      findByTimestamp: () => Promise.resolve(undefined),
    });
    const subscriptions = new Subscriptions({
      destination: "example",
      store: log,
      meta: this.#meta,
      rules: { mode: "ITEMSIZE", memunit: 1024, ddlIsolation: false },
      sourceAddress: () => SOURCE,
      accounts: keeper,
      log: {
        log,
        places,
        newConsumers: "oldest",
        reread: () => {
          throw new Error("nothing is older than the log");
        },
        onDamage: () => undefined,
      },
      absentMs: Infinity,
      logger: silentLogger,
    });
    this.#log = log;
    this.#keeper = keeper;
    this.#subscriptions = subscriptions;
    await this.durably(subscriptions.open());
    const position = { journalName: "bin.000001", position: this.#position, timestamp: 0, serverId: 1, gtid: "" };
    await this.durably(subscriptions.sourceStarted({ position, resumed: this.#stored.length > 0 }));
  }

  /** Cursors are on the disk when somebody waits for them. */
  async durably<T>(work: Promise<T>): Promise<T> {
    const state = { isDone: false };
    const done = work.finally(() => {
      state.isDone = true;
    });
    while (!state.isDone) {
      this.#meta.flush();
      await settle();
    }
    return done;
  }

  async put(tables: readonly string[], isDdl: boolean): Promise<void> {
    const add = (facts: Facts): PipelineEntry => {
      const frame = new Uint8Array(FRAME);
      const seq = this.#stored.length + 1;
      new DataView(frame.buffer).setUint32(0, seq);
      this.#position += 50;
      const entry = makeEntry({ position: this.#position, ...facts });
      const made = { ...entry, frame };
      this.#stored.push(made);
      return made;
    };
    const rows = (table: string): Facts => ({
      table: tableName("db", table),
      rows: 1 + (table.length % 3),
    });
    const entries = isDdl
      ? tables.map((table) => add({ ...rows(table), eventType: EventType.ALTER, rows: 0 }))
      : [
          add({ entryType: EntryType.TRANSACTIONBEGIN, eventType: 0, table: NO_TABLE, rows: 0 }),
          ...tables.map((table) => add(rows(table))),
          add({ entryType: EntryType.TRANSACTIONEND, eventType: 0, table: NO_TABLE, rows: 0 }),
        ];
    await this.log.put(entries, NEVER);
    while (this.log.next <= this.#stored.length) await settle();
  }

  async get(index: number, size: number): Promise<void> {
    const [consumer, client] = this.#of(index);
    const batch = await this.subscriptions.getFor(consumer, size, undefined, NEVER);
    if (batch === undefined) return;
    const bytes = Buffer.concat(batch.slices);
    const seqs = Array.from({ length: batch.entries }, (_, at) => bytes.readUInt32BE(at * FRAME));
    client.batches.push({ id: batch.id, seqs });
  }

  ack(index: number): void {
    const [consumer, client] = this.#of(index);
    const batch = client.batches.shift();
    if (batch === undefined) return;
    for (const seq of batch.seqs) client.acked.add(seq);
    this.subscriptions.ackFor(consumer, batch.id).catch(() => undefined);
  }

  rollback(index: number): void {
    const [consumer, client] = this.#of(index);
    client.batches = [];
    this.subscriptions.rollbackFor(consumer, undefined);
  }

  async refilter(index: number, filter: string): Promise<void> {
    const [consumer, client] = this.#of(index);
    client.filter = filter;
    await this.durably(this.subscriptions.subscribeConsumer(consumer, filter));
  }

  async move(index: number, share: number): Promise<void> {
    const [consumer, client] = this.#of(index);
    const seq = this.log.first + Math.floor(share * (this.log.next - this.log.first));
    await this.durably(this.subscriptions.moveCursor(consumer, { kind: "seq", seq }, { dryRun: false }));
    client.from = seq;
    client.acked.clear();
    client.batches = [];
  }

  flush(): void {
    this.#meta.flush();
  }

  /** `isKilled`: nothing is saved, and cursors that were not flushed are gone. */
  async restart(isKilled: boolean): Promise<void> {
    this.subscriptions.stop();
    if (isKilled) {
      // What the killed one would still write goes nowhere.
      const directory = await tempFolder("accounts");
      await cp(this.#directory, directory, { recursive: true, filter: (path) => !path.endsWith(".tmp") });
      this.#killed.push({ directory: this.#directory, keeper: this.keeper });
      this.#directory = directory;
    } else {
      await this.log.close();
      await this.keeper.stop();
      this.#meta.flush();
    }
    this.#meta = new CrashableMeta(this.#meta);
    this.#subscriptions = undefined;
    for (const client of this.clients) client.batches = [];
    await this.start();
    for (const [index, client] of this.clients.entries()) {
      const { place } = this.#account(index);
      for (const seq of client.acked) if (seq >= place) client.acked.delete(seq);
    }
  }

  /** Every account against what its client has acked and what is really in the log behind it. */
  async check(): Promise<void> {
    for (const [index, { from, acked }] of this.clients.entries()) {
      await expect.poll(() => this.#account(index).balance.waitsFor, { interval: 1, timeout: 10_000 }).toBe("");
      const { balance, place } = this.#account(index);
      expect(balance.problems).toEqual([]);
      expect(balance.beginning?.from).toBe(from);
      const isHeld = this.#heldBefore(index);
      for (const name of ["", "a", "bb", "ccc", "d"]) {
        const line = balance.tables.find(({ table }) => table === name);
        const seqs = this.#stored.flatMap(({ table }, at) => (table.table === name ? [at + 1] : []));
        const held = isHeld && name === "" ? 1 : 0;
        const before = seqs.filter((seq) => seq >= from && seq < place);
        const delivered = before.filter((seq) => acked.has(seq));
        const pending = seqs.filter((seq) => seq >= from && seq >= place);
        expect([name, line?.delivered ?? NONE]).toEqual([name, this.#count(delivered)]);
        expect([name, line?.pending.events ?? 0]).toEqual([name, pending.length + held]);
        expect([name, line?.pending.rows ?? 0]).toEqual([name, this.#count(pending).rows]);
        expect([name, line?.filtered.events ?? 0]).toEqual([name, before.length - delivered.length - held]);
        expect([name, line?.lost ?? NONE]).toEqual([name, NONE]);
      }
    }
  }

  async stop(): Promise<void> {
    this.subscriptions.stop();
    await this.log.close();
    for (const { directory, keeper } of [...this.#killed, { directory: this.#directory, keeper: this.keeper }]) {
      await keeper.stop();
      await removeTempFolder(directory);
    }
  }

  #account(index: number) {
    const [consumer] = this.#of(index);
    const state = this.subscriptions
      .consumers()
      .find(({ group, clientId }) => group === consumer.group && clientId === consumer.clientId);
    if (state?.account === undefined || state.ackedSeq === undefined) throw new Error("no such consumer");
    return { balance: state.account(), place: state.ackedSeq };
  }

  /** A BEGIN right before the place, of which nobody knows yet whether it goes out: it counts as pending. */
  #heldBefore(index: number): boolean {
    const { balance, place } = this.#account(index);
    return (balance.total?.pending.events ?? 0) === this.log.next - place + 1;
  }

  #count(seqs: readonly number[]): { readonly events: number; readonly rows: number } {
    let rows = 0;
    for (const seq of seqs) rows += this.#stored[seq - 1]?.rows ?? 0;
    return { events: seqs.length, rows };
  }

  #of(index: number): [(typeof CONSUMERS)[number], Client] {
    const [consumer, client] = [CONSUMERS[index], this.clients[index]];
    if (consumer === undefined || client === undefined) throw new Error("no such consumer");
    return [consumer, client];
  }
}

const NONE = { events: 0, rows: 0 };
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const which = fc.nat({ max: CONSUMERS.length - 1 });
const command = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("put" as const),
      tables: fc.array(fc.constantFrom("a", "bb", "ccc", "d"), { maxLength: 6 }),
      isDdl: fc.constantFrom(false, false, false, true),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({ kind: fc.constant("get" as const), which, size: fc.integer({ min: 1, max: 9 }) }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("ack" as const), which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("rollback" as const), which }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("refilter" as const), which, filter: fc.constantFrom(...FILTERS) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("move" as const),
      which,
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("flush" as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("save" as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("retain" as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("kill" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart" as const) }) },
);

test(
  "whatever is put, acked, rolled back, filtered otherwise, moved and killed: each account goes on and has by table what its client has acked",
  { timeout: 600_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 20, maxLength: 80 }), async (commands) => {
        const harness = new Harness(await tempFolder("accounts"));
        try {
          await harness.start();
          for (const index of CONSUMERS.keys()) await harness.refilter(index, FILTERS[index] ?? "");
          for (const step of commands) {
            if (step.kind === "put") await harness.put(step.tables, step.isDdl);
            else if (step.kind === "get") await harness.get(step.which, step.size);
            else if (step.kind === "ack") harness.ack(step.which);
            else if (step.kind === "rollback") harness.rollback(step.which);
            else if (step.kind === "refilter") await harness.refilter(step.which, step.filter);
            else if (step.kind === "move") await harness.move(step.which, step.share);
            else if (step.kind === "flush") harness.flush();
            else if (step.kind === "save") await harness.keeper.save();
            else if (step.kind === "retain") await harness.log.retain();
            else await harness.restart(step.kind === "kill");
            await harness.check();
          }
        } finally {
          await harness.stop();
        }
      }),
      { numRuns: Number(process.env["SLUICE_RUNS"] ?? 40) },
    );
  },
);
