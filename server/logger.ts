/**
 * What every stage may ask of a logger: pino's call shape, so that pino itself satisfies it. Pass objects, not strings built by
 * hand; nothing is logged per event above `trace`, and never a secret.
 */
export interface Logger {
  trace(fields: object, message: string): void;
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Logger;
}

/** For tests and embedders that want none. */
export const silentLogger: Logger = {
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  child: () => silentLogger,
};

function ignore(): void {
  // A silent logger drops what it is told: that is its whole purpose.
}
