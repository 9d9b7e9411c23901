import { Calendar } from "./calendar.ts";
import { DateText } from "./date-text.ts";

const DAY = 86_400;

/** A day and its text. */
export class LocalDay {
  /** Its first second, of those since 1970 in local time; NaN before the first `goTo`. */
  start = Number.NaN;
  readonly text = new DateText();
  private readonly calendar = new Calendar();

  /** Days since 1970-01-01. */
  goTo(days: number): void {
    const { calendar } = this;
    calendar.goTo(days);
    this.start = days * DAY;
    this.text.set(calendar.year, calendar.month, calendar.day);
  }
}
