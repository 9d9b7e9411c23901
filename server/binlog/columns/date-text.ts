import type { BackBuffer } from "./column-codec.ts";
import { putDate } from "./temporal-text.ts";

const SPACE = 32;
const SIZE = 11;

/** `2026-01-02 ` of the date set last, ready to be copied: dates of a column are often the same for many rows. */
export class DateText {
  private readonly view = new DataView(new ArrayBuffer(SIZE + 1));
  private readonly bytes = Buffer.from(this.view.buffer);

  set(year: number, month: number, day: number): void {
    this.bytes[SIZE] = SPACE;
    putDate(this.bytes, SIZE, year, month, day);
  }

  /** Puts the text before `pos` and returns where it begins. The byte in front is written too, as those of every codec may be. */
  put({ view }: BackBuffer, pos: number): number {
    const at = pos - SIZE - 1;
    view.setInt32(at, this.view.getInt32(0));
    view.setInt32(at + 4, this.view.getInt32(4));
    view.setInt32(at + 8, this.view.getInt32(8));
    return at + 1;
  }
}
