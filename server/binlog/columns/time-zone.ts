import { LocalDay } from "./local-day.ts";

const HOUR = 3600;
const FIXED = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?([0-5]\d))?$/;
/** Hours from 1970 to 2106 are 1.2 million; a table's timestamps lie close together. */
const CACHED_HOURS = 16_384;

/**
 * The zone that TIMESTAMP values are shown in: a fixed offset or an IANA zone with its changes. Output depends on this value only, never
 * on the host.
 */
export class TimeZone {
  /** That of the last local time; the next one is often of the same. */
  readonly day = new LocalDay();
  /** Of a zone that has one for ever. */
  readonly fixedOffset: number | undefined;
  private readonly format: Intl.DateTimeFormat | undefined;
  private readonly hours = new Map<number, number | undefined>();
  private hour = Number.NaN;
  private offset: number | undefined = 0;

  /** `+08:00`, `-3`, `GMT+8`, `UTC`, `Z` or an IANA name. Throws RangeError when it is none. */
  constructor(name: string) {
    const text = name.trim();
    const match = FIXED.exec(text);
    if (match !== null) {
      const seconds = Number(match[2]) * HOUR + Number(match[3] ?? 0) * 60;
      if (seconds > 18 * HOUR) throw new RangeError(`no time zone is ${text} away from UTC`);
      this.fixedOffset = match[1] === "-" ? -seconds : seconds;
    } else if (text === "Z" || text === "UTC" || text === "GMT") this.fixedOffset = 0;
    else {
      this.format = new Intl.DateTimeFormat("en-US", {
        timeZone: text,
        calendar: "gregory",
        numberingSystem: "latn",
        hourCycle: "h23",
        year: "numeric",
        month: "numeric",
        day: "numeric",
        hour: "numeric",
        minute: "numeric",
        second: "numeric",
      });
    }
  }

  /** Seconds to add to UTC at this moment (seconds since 1970). */
  offsetAt(seconds: number): number {
    if (this.fixedOffset !== undefined) return this.fixedOffset;
    const hour = Math.floor(seconds / HOUR);
    if (hour !== this.hour) {
      this.offset = this.offsetOf(hour);
      this.hour = hour;
    }
    return this.offset ?? this.ask(seconds);
  }

  /** The offset all through an hour; undefined when it changes inside. */
  private offsetOf(hour: number): number | undefined {
    if (this.hours.has(hour)) return this.hours.get(hour);
    const first = this.ask(hour * HOUR);
    const offset = this.ask(hour * HOUR + HOUR - 1) === first ? first : undefined;
    if (this.hours.size >= CACHED_HOURS) this.hours.clear();
    this.hours.set(hour, offset);
    return offset;
  }

  private ask(seconds: number): number {
    const parts = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
    for (const part of this.format?.formatToParts(seconds * 1000) ?? []) {
      if (part.type in parts) parts[part.type as keyof typeof parts] = Number(part.value);
    }
    const local = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
    return local / 1000 - seconds;
  }
}
