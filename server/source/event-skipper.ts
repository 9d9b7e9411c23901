import { SluiceError } from "../../proto/error.ts";
import { EventDecoder } from "../binlog/event-decoder.ts";
import { EVENT_FLAG, EVENT_TYPE } from "../binlog/event-type.ts";
import { LogPosition } from "../binlog/log-position.ts";
import { u16At, u32At } from "../binlog/reader.ts";
import { artificialRotate } from "./artificial-event.ts";

/**
 * The command for a dump has 32 bits for the position. To begin beyond 4 GiB the file is read from its start and what lies before is
 * dropped here; then comes the artificial ROTATE that a server puts before the first event of a dump, so that the reader knows where it is.
 */
export class EventSkipper {
  readonly #journalName: string;
  readonly #position: number;
  readonly #place = new LogPosition();
  #checksum: "NONE" | "CRC32";
  #rotated = false;
  #done = false;

  constructor(journalName: string, position: number, checksum: "NONE" | "CRC32") {
    this.#journalName = journalName;
    this.#position = position;
    this.#checksum = checksum;
  }

  /** Events to pass on; SOURCE_POSITION_INVALID when none begins at the wanted position. */
  filter(events: readonly Uint8Array[]): Uint8Array[] {
    const passed: Uint8Array[] = [];
    for (const raw of events) {
      const place = this.#done ? "behind" : this.#placeOf(raw);
      if (place === "before") continue;
      if (place === "there") {
        passed.push(artificialRotate(this.#journalName, this.#position, this.#checksum));
        this.#done = true;
      }
      passed.push(raw);
    }
    return passed;
  }

  /** Before the wanted position, there, or "context": before it, but needed by the reader (first ROTATE, FORMAT_DESCRIPTION). */
  #placeOf(raw: Uint8Array): "before" | "context" | "there" {
    const type = raw[4];
    const logPos = u32At(raw, 13);
    if (type === EVENT_TYPE.HEARTBEAT || type === EVENT_TYPE.HEARTBEAT_V2) return "before";
    const artificial = (u16At(raw, 17) & EVENT_FLAG.ARTIFICIAL) !== 0 || (type === EVENT_TYPE.ROTATE && logPos === 0);
    if (artificial && type === EVENT_TYPE.ROTATE) {
      if (this.#rotated && this.#place.position !== this.#position) throw this.#invalid();
      if (this.#rotated) return "there";
      this.#rotated = true;
      return "context";
    }
    if (artificial) return "before";
    if (this.#place.position === this.#position) return "there";
    if (this.#place.advance(raw.length, logPos) > this.#position) throw this.#invalid();
    if (type !== EVENT_TYPE.FORMAT_DESCRIPTION) return "before";
    this.#checksum = checksumOf(raw, this.#checksum);
    return "context";
  }

  #invalid(): SluiceError {
    return new SluiceError("SOURCE_POSITION_INVALID", { journalName: this.#journalName, position: this.#position });
  }
}

function checksumOf(raw: Uint8Array, before: "NONE" | "CRC32"): "NONE" | "CRC32" {
  const event = new EventDecoder({ checksum: before }).decode(raw);
  return event.kind === "format-description" ? event.checksum : before;
}
