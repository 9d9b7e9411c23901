/** A day of the Gregorian calendar, by its number since 1970-01-01. */
export class Calendar {
  year = 1970;
  month = 1;
  day = 1;
  private days = 0;

  /** `days` > −719,468. */
  goTo(days: number): void {
    if (days === this.days) return;
    this.days = days;
    // Eras of 400 years, each beginning on a 1 March, so that leap days come last.
    const shifted = days + 719_468;
    const era = (shifted / 146_097) | 0;
    const dayOfEra = shifted - era * 146_097;
    const leaps = ((dayOfEra / 1460) | 0) - ((dayOfEra / 36_524) | 0) + ((dayOfEra / 146_096) | 0);
    const yearOfEra = ((dayOfEra - leaps) / 365) | 0;
    const dayOfYear = dayOfEra - (365 * yearOfEra + (yearOfEra >> 2) - ((yearOfEra / 100) | 0));
    const month = ((5 * dayOfYear + 2) / 153) | 0;
    this.day = dayOfYear - (((153 * month + 2) / 5) | 0) + 1;
    this.month = month < 10 ? month + 3 : month - 9;
    this.year = era * 400 + yearOfEra + (this.month <= 2 ? 1 : 0);
  }
}
