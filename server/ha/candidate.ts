import type { Term } from "./term.ts";

/** Who stands for election: a destination of this server. Calls come one at a time. */
export interface Candidate {
  /** Starts to parse and serve under the term; resolves when clients can subscribe. A rejection gives the destination to others. */
  lead(term: Term): Promise<void>;
  /** The term has ended: resolves when nothing is parsed or served any more and what could be written is. Never rejects. */
  yield(): Promise<void>;
}
