const WRAP = 0x1_0000_0000;
const FILE_START = 4;

/**
 * Where a reader is in the log, in 64 bits. Headers hold the end of an event modulo 2^32, and MariaDB from 11.4 on 0 inside a transaction,
 * so the place is counted by event lengths and only corrected by the header. Within a file it never goes back: an end below the
 * counted one is beyond the next 4 GiB.
 */
export class LogPosition {
  journalName: string;
  /** End of the last event of the file; where the next one starts unless the stream leaves something out. */
  position: number;

  constructor(journalName = "", position = FILE_START) {
    this.journalName = journalName;
    this.position = position;
  }

  /** Goes over an event of `length` bytes whose header says `logPos`; gives its end. */
  advance(length: number, logPos: number): number {
    const counted = this.position + length;
    this.position = logPos === 0 || counted % WRAP === logPos ? counted : this.#atLeast(counted, logPos);
    return this.position;
  }

  /** The place nearest to here that has these low 32 bits. */
  nearest(low: number): number {
    const candidate = this.position - (this.position % WRAP) + low;
    const half = WRAP / 2;
    if (candidate + half < this.position) return candidate + WRAP;
    if (candidate - half > this.position && candidate >= WRAP) return candidate - WRAP;
    return candidate;
  }

  moveTo(journalName: string, position: number): void {
    this.journalName = journalName;
    this.position = position;
  }

  #atLeast(counted: number, low: number): number {
    const candidate = counted - (counted % WRAP) + low;
    return candidate < counted ? candidate + WRAP : candidate;
  }
}
