import { SluiceError } from "../../proto/error.ts";
import { SOURCE_ERRORS } from "../../proto/error/source.ts";
import type { BinlogError } from "../binlog/error.ts";
import type { LogPlace } from "./group-tracker.ts";

/** What is wrong with the log itself: reading goes on when it has been put right, or is another one. */
const OF_THE_LOG: ReadonlySet<string> = new Set(["PARSER_CORRUPT_EVENT", "PARSER_INCIDENT", "PARSER_NO_GROUP_BEGIN"]);

/** Whether trying again makes sense: at once, or once in a while, for somebody may have acted. */
export function mayHeal({ code, retriable }: SluiceError): boolean {
  return retriable || code in SOURCE_ERRORS || OF_THE_LOG.has(code);
}

/** So often may the same event be unreadable before it is taken for damaged in the log itself. */
const TRIES = 3;
const NOWHERE: LogPlace = { journalName: "", position: 0 };

/** Tells bytes that were damaged on the way, which come right when they are asked for again, from a damaged log. */
export class UnreadableEvent {
  /** End of the last good event before it. */
  #behind = NOWHERE;
  #tries = 0;

  coded(cause: BinlogError, { journalName, position }: LogPlace): SluiceError {
    const again = this.#tries > 0 && this.#behind.journalName === journalName && this.#behind.position === position;
    const tries = again ? this.#tries + 1 : 1;
    this.#behind = { journalName, position };
    this.#tries = tries;
    const code = tries < TRIES ? "PARSER_EVENT_UNREADABLE" : "PARSER_CORRUPT_EVENT";
    return new SluiceError(code, { journalName, position, tries, reason: cause.message }, { cause });
  }

  /** Something behind it was read. */
  isPassed({ journalName, position }: LogPlace): boolean {
    return journalName !== this.#behind.journalName || position > this.#behind.position;
  }

  forget(): void {
    this.#behind = NOWHERE;
    this.#tries = 0;
  }
}
