import type { LogPlace } from "./group-tracker.ts";

/** Rows came whose TABLE_MAP is not known: reading began inside a transaction. The parser moves back to its begin. */
export class InsideTransaction extends Error {
  override readonly name = "InsideTransaction";
  readonly place: LogPlace;

  constructor(place: LogPlace) {
    super(`rows without a table map at ${place.journalName}:${place.position}`);
    this.place = place;
  }
}
