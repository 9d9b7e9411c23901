/** Empty answers at one pause before it doubles. */
const SAME_PAUSES = 16;

/**
 * Pauses between two questions while there is nothing new. Canal has no way to wait for "anything at all": a get that waits does so for a full
 * batch or for its whole time. So the client asks again: after 1 ms while things have just been happening, more rarely the longer nothing comes.
 */
export class PollDelay {
  private readonly most: number;
  private empties = 0;

  constructor(most: number) {
    this.most = most;
  }

  reset(): void {
    this.empties = 0;
  }

  /** Counts an empty answer and returns the pause after it, milliseconds. */
  next(): number {
    const step = Math.min(Math.floor(this.empties++ / SAME_PAUSES), 20);
    return Math.min(this.most, 2 ** step);
  }
}
