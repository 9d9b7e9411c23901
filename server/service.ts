/**
 * Life cycle of a long-running part. `run` starts it and settles when it has ended: it resolves after `stop`, and rejects only with an
 * error that retrying can't cure. `stop` may be called at any time, more than once, and resolves when nothing of the part is left
 * (no socket, timer or open file).
 */
export interface Service {
  readonly name: string;
  run(): Promise<void>;
  stop(): Promise<void>;
}
