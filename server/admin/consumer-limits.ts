import type { ConsumerLimits } from "../subscription/consumers-admin.ts";
import type { AdminArguments } from "../ops/admin-arguments.ts";
import { SluiceError } from "../../proto/error.ts";
import type { RateLimits } from "../subscription/rate.ts";

const UNITS: Readonly<Record<string, number>> = { "": 1, k: 1 << 10, m: 1 << 20, g: 1 << 30 };

/**
 * What `consumer.limit` is to change: `rows` and `bytes`, each a number per second (with k, m or g for 1024 and so on), `none` for no limit,
 * `default` for what the keys say; one that is not given stays as it is. Throws ADMIN_BAD_ARGUMENT.
 */
export function readLimits(args: AdminArguments): Partial<ConsumerLimits> {
  const rows = args.optionalText("rows");
  const bytes = args.optionalText("bytes");
  if (rows === undefined && bytes === undefined) {
    throw new SluiceError("ADMIN_BAD_ARGUMENT", { argument: "rows", expected: "a rate; bytes, or both" });
  }
  return {
    ...(rows === undefined ? {} : { rowsPerSecond: rateOf("rows", rows) }),
    ...(bytes === undefined ? {} : { bytesPerSecond: rateOf("bytes", bytes) }),
  };
}

function rateOf(argument: string, text: string): number | undefined {
  if (text === "default") return undefined;
  if (text === "none") return 0;
  const [, amount, unit = ""] = /^(\d{1,12})([kmg]?)$/i.exec(text) ?? [];
  const rate = Number(amount) * (UNITS[unit.toLowerCase()] ?? NaN);
  if (rate > 0 && Number.isSafeInteger(rate)) return rate;
  throw new SluiceError("ADMIN_BAD_ARGUMENT", { argument, expected: "a number per second, none or default" });
}

/** Rates for people and for JSON, which has no infinity: undefined where nothing limits. */
export function plainLimits({ rowsPerSecond, bytesPerSecond }: RateLimits): ConsumerLimits {
  return { rowsPerSecond: finite(rowsPerSecond), bytesPerSecond: finite(bytesPerSecond) };
}

function finite(rate: number): number | undefined {
  return Number.isFinite(rate) ? rate : undefined;
}
