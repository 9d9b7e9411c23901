import { SluiceError } from "../../proto/error.ts";
import type { TableName } from "../pipeline-entry.ts";
import type { HeldTable } from "./hold-back.ts";
import type { ParserStages } from "./parser-stages.ts";
import type { SchemaTimeline } from "./schema-timeline.ts";
import type { SetAsideTable } from "./table-resolver.ts";
import type { TableMeta } from "./table-meta.ts";

/** What is known of a table at the place that was read. */
export interface TableReport extends TableName {
  /** Undefined where it is not known, or not certain. */
  readonly definition: TableMeta | undefined;
  readonly uncertain: boolean;
  readonly setAside: SetAsideTable | undefined;
  readonly held: readonly HeldTable[];
}

export interface SchemaDecision extends TableName {
  /** Rows that were held back and are delivered now, or behind the next transaction. */
  readonly delivered: number;
  /** Rows that the definition does not fit; they wait on. */
  readonly held: number;
}

/** What an operator may ask and decide about table definitions while a parser runs. Everything happens between two transactions of the log. */
export class SchemaOperator {
  readonly #stages: () => ParserStages | undefined;
  readonly #timeline: SchemaTimeline | undefined;
  readonly #signal: AbortSignal;

  /** `stages` gives undefined until the source was reached. */
  constructor(stages: () => ParserStages | undefined, timeline: SchemaTimeline | undefined, signal: AbortSignal) {
    this.#stages = stages;
    this.#timeline = timeline;
    this.#signal = signal;
  }

  /** Tables that are uncertain, set aside, or have rows that wait; or the one asked for. Error: PARSER_NOT_FOLLOWING. */
  show(name?: TableName): readonly TableReport[] {
    const { tracker, resolver, held } = this.#require();
    const holds = held?.holds.held ?? [];
    const names = name === undefined ? [...tracker.uncertainTables(), ...resolver.setAside, ...holds] : [name];
    const unique = new Map(names.map(({ schema, table }) => [JSON.stringify([schema, table]), { schema, table }]));
    return Array.from(unique.values(), ({ schema, table }) => {
      const is = (other: TableName) => other.schema === schema && other.table === table;
      return {
        schema,
        table,
        definition: tracker.get(schema, table),
        uncertain: tracker.isUncertain(schema, table),
        setAside: resolver.setAside.find(is),
        held: holds.filter(is),
      };
    });
  }

  /**
   * Reads the rows of a table by a definition: those that wait, as far as it fits them, and those that come, unless it is only for those that
   * wait. Errors: PARSER_UNREADABLE_TABLE, PARSER_NOT_FOLLOWING.
   */
  async set(name: TableName, create: string, onlyHeld: boolean): Promise<SchemaDecision> {
    return await this.#decide(name, ({ tracker, resolver }) => {
      const meta = onlyHeld ? tracker.read(name.schema, create, name.table) : resolver.teach(name, create);
      return Promise.resolve(meta);
    });
  }

  /** Takes the definition that the source has now. Errors: PARSER_UNREADABLE_TABLE, PARSER_NOT_FOLLOWING. */
  async reset(name: TableName): Promise<SchemaDecision> {
    return await this.#decide(name, async ({ resolver }) => {
      const learned = await resolver.relearn(name, this.#signal);
      if (typeof learned === "string") throw new SluiceError("PARSER_UNREADABLE_TABLE", { ...name, reason: learned });
      return learned;
    });
  }

  /** Does away with the rows of a table that wait; they are counted as set aside. Gives how many. Error: PARSER_NOT_FOLLOWING. */
  async drop(name: TableName): Promise<number> {
    const { handler, held } = this.#require();
    return await handler.actions.do(() => held?.delivery.drop(name) ?? Promise.resolve(0));
  }

  async #decide(name: TableName, learn: (stages: ParserStages) => Promise<TableMeta>): Promise<SchemaDecision> {
    const stages = this.#require();
    const { handler, held } = stages;
    return await handler.actions.do(async () => {
      const meta = await learn(stages);
      await this.#timeline?.flush();
      const counts = await held?.delivery.give(name, meta, handler.outlet);
      return { ...name, delivered: counts?.delivered ?? 0, held: counts?.held ?? 0 };
    });
  }

  #require(): ParserStages {
    const stages = this.#stages();
    if (stages === undefined) throw new SluiceError("PARSER_NOT_FOLLOWING", {});
    return stages;
  }
}
