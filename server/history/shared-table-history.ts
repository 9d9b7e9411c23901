import type { Coordinator } from "../../proto/coordination/coordinator.ts";
import { schemaHistoryPath } from "../../proto/coordination/paths.ts";
import { SluiceError } from "../../proto/error.ts";
import type { Logger } from "../logger.ts";
import type { SchemaSnapshot } from "../parser/schema-tracker-state.ts";
import type { HistorySegment, PlacedChange, SegmentHead, TableHistory } from "../parser/table-history.ts";
import type { FileTableHistory } from "./file-table-history.ts";
import { encodeSegment } from "./history-segment.ts";
import { writerName } from "./writer-name.ts";
import { ZookeeperHistory } from "./zookeeper-history.ts";
import type { HistoryFence } from "./zookeeper-history.ts";

export interface SharedTableHistoryOptions {
  readonly destination: string;
  readonly directory: string;
  readonly expireMs: number;
  readonly files: FileTableHistory;
  readonly coordinator: Coordinator;
  readonly fence: HistoryFence;
  readonly logger: Logger;
  /** As `ZookeeperHistoryOptions`. */
  readonly limitBytes?: number;
  readonly partBytes?: number;
}

/** After so many failures in a row it is said in ZooKeeper that the timeline is not shared, where that much can be said, and reading goes on. */
const TRIES = 5;

/**
 * The timeline of a server in a cluster: on its own disk, and mirrored to ZooKeeper before anything behind a change is handed on. So no cursor is ever
 * ahead of what is shared, and a server that takes over puts the shared timeline in place of its own files, which may be of long ago.
 */
export class SharedTableHistory implements TableHistory {
  readonly #options: SharedTableHistoryOptions;
  #shared: ZookeeperHistory | undefined;
  #isClaimed = false;
  #claiming: Promise<void> | undefined;
  /** What ZooKeeper has may differ from the files: all of them are written there anew. */
  #isBehind = false;
  #failures = 0;
  #failure: SluiceError | undefined;
  /** On the disk and not shared yet: not to be written there again by the next try. */
  #begun: string | undefined;
  #appended: { readonly changes: readonly PlacedChange[]; readonly count: number } | undefined;

  constructor(options: SharedTableHistoryOptions) {
    this.#options = options;
  }

  /** Why another server would not find all that this one knows; undefined when it would. */
  get failure(): SluiceError | undefined {
    return this.#failure;
  }

  /** Resolves when the files are those of the shared timeline. Errors: PARSER_HISTORY_SHARE_FAILED and those of files. */
  async ready(): Promise<void> {
    if (this.#isClaimed) return;
    this.#claiming ??= this.#guard(() => this.#claim()).finally(() => {
      this.#claiming = undefined;
    });
    await this.#claiming;
  }

  async load(): Promise<readonly HistorySegment[]> {
    await this.ready();
    return await this.#options.files.load();
  }

  async begin(head: Omit<SegmentHead, "writtenAt">, state: SchemaSnapshot): Promise<void> {
    const { files, expireMs } = this.#options;
    const key = JSON.stringify(head);
    if (this.#begun !== key) await files.begin(head, state);
    this.#begun = key;
    const writtenAt = Date.now();
    const text = encodeSegment({ ...head, writtenAt }, state);
    await this.#share((shared) => shared.begin(text, writtenAt, writtenAt - expireMs));
    this.#begun = undefined;
  }

  async append(changes: readonly PlacedChange[]): Promise<void> {
    const done = this.#appended?.changes === changes ? this.#appended.count : 0;
    const rest = changes.slice(done);
    if (rest.length > 0) await this.#options.files.append(rest);
    this.#appended = { changes, count: changes.length };
    // After a failure all files are shared.
    await this.#share((shared) => shared.append(rest));
    this.#appended = undefined;
  }

  async clear(): Promise<void> {
    await this.#options.files.clear();
    await this.#share((shared) => shared.replace([]));
  }

  async interrupt(): Promise<void> {
    await this.#options.files.interrupt();
    await this.#guard(async () => {
      const shared = await this.#open();
      await shared.claim();
      await shared.forgo();
    });
    this.#isBehind = true;
  }

  async close(): Promise<void> {
    await this.#options.files.close();
  }

  async #claim(): Promise<void> {
    const { files } = this.#options;
    const shared = await this.#open();
    const state = await shared.claim();
    if (state.kind === "shared") {
      await files.adopt(state.texts);
      this.#failure = undefined;
    } else {
      // Another server was active since, and what it saw is in its files alone.
      if (state.kind === "elsewhere" && state.writer !== (await this.#writer())) await files.interrupt();
      await files.load();
      this.#told(await shared.replace(await files.texts()));
    }
    this.#isClaimed = true;
  }

  async #share(action: (shared: ZookeeperHistory) => Promise<boolean>): Promise<void> {
    await this.#guard(async () => {
      const shared = await this.#open();
      try {
        this.#told(this.#isBehind ? await shared.replace(await this.#options.files.texts()) : await action(shared));
        this.#failures = 0;
      } catch (error) {
        this.#isBehind = true;
        if (!(error instanceof SluiceError) || ++this.#failures < TRIES) throw error;
        await shared.forgo();
        this.#notShared({ reason: error.code });
      }
    });
  }

  #told(isShared: boolean): void {
    // Without a segment there is nothing to add to: the next one is tried as a whole.
    this.#isBehind = !isShared;
    if (isShared) this.#failure = undefined;
    else this.#notShared({ reason: "too large" });
  }

  #notShared(why: { readonly reason: string }): void {
    const { destination, logger } = this.#options;
    const failure = new SluiceError("PARSER_HISTORY_NOT_SHARED", { path: schemaHistoryPath(destination), ...why });
    const isNew = this.#failure?.code !== failure.code;
    this.#failure = failure;
    if (isNew) logger.warn({ code: failure.code, destination, ...why }, failure.message);
  }

  async #open(): Promise<ZookeeperHistory> {
    if (this.#shared !== undefined) return this.#shared;
    const { destination, logger } = this.#options;
    const onDamage = (path: string): void => {
      const { code, message } = new SluiceError("PARSER_HISTORY_SHARE_DAMAGED", { path });
      logger.warn({ code, destination, path }, message);
    };
    this.#shared = new ZookeeperHistory({ ...this.#options, writer: await this.#writer(), onDamage });
    return this.#shared;
  }

  #writer(): Promise<string> {
    const { directory, destination } = this.#options;
    return writerName(directory, destination);
  }

  async #guard(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (cause) {
      if (!(cause instanceof SluiceError) || /^(PARSER|INTERNAL)_/.test(cause.code)) throw cause;
      const details = { path: schemaHistoryPath(this.#options.destination), reason: cause.code };
      this.#failure = new SluiceError("PARSER_HISTORY_SHARE_FAILED", details, { cause });
      throw this.#failure;
    }
  }
}
