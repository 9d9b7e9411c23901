/** Time of this process alone, milliseconds. */
export interface Clock {
  readonly now: () => number;
  /** Returns how to call it off. */
  readonly after: (ms: number, call: () => void) => () => void;
}

export const monotonicClock: Clock = {
  now: () => performance.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};
