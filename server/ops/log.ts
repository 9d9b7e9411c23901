import { pino } from "pino";
import { SluiceError } from "../../proto/error.ts";
import type { Logger } from "../logger.ts";
import { type LogOutput, PrettyLines } from "./log-pretty.ts";

export interface LogOptions {
  readonly level: "trace" | "debug" | "info" | "warn" | "error";
  /** `auto`: pretty on a terminal, else JSON. */
  readonly format: "auto" | "json" | "pretty";
}

const CAUSES = 4;
const SECRET_NAMES = ["password", "passwd", "dbPassword", "passwordHash", "pwd", "secret", "token"];

/**
 * The process's logger: one JSON object a line, or lines for people. Errors come under `error` with code, details and help, and a stack only
 * when they have no code. Fields named like a secret are masked, besides `Secret`s masking themselves.
 */
export function createLogger({ level, format }: LogOptions, output: LogOutput = process.stdout): Logger {
  const pretty = format === "pretty" || (format === "auto" && output.isTTY === true);
  const stream = pretty ? new PrettyLines(output) : output;
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: describeError, err: describeError },
      redact: { paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: maskSecret },
    },
    {
      write(text: string): void {
        stream.write(text);
      },
    },
  );
}

/** Whether there is a password is no secret. */
function maskSecret(value: unknown): unknown {
  return typeof value === "boolean" ? value : "***";
}

/** An error as plain fields. Anything thrown that is no error is told by its text. */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error;
  const cause = error.cause === undefined || depth >= CAUSES ? undefined : describeError(error.cause, depth + 1);
  if (error instanceof SluiceError) {
    const { code, message, details, help } = error;
    return { code, message, details, help, cause };
  }
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return { type: error.name, code, message: error.message, stack: error.stack, cause };
}
