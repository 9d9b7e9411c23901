import { readFile } from "node:fs/promises";
import { SluiceError } from "../../proto/error.ts";

type SslMode = "DISABLED" | "PREFERRED" | "REQUIRED" | "VERIFY_CA" | "VERIFY_IDENTITY";
export type TlsVersion = "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";

/** PEM texts or paths of PEM files. */
interface TlsOptions {
  /** Certificates to trust; the system's when left out. */
  readonly ca?: PemSource;
  /** The client's own certificate and key, where the server asks for them. */
  readonly cert?: PemSource;
  readonly key?: PemSource;
  readonly passphrase?: string;
  /** Versions to offer, 1.2 and 1.3 by default; older ones weaken the ciphers too, for servers of the 5.6 age. */
  readonly versions?: readonly TlsVersion[];
}

export type PemSource = { readonly file: string } | { readonly pem: string };

export interface MysqlSourceOptions {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Default DISABLED, as Canal's. */
  readonly sslMode?: SslMode;
  readonly tls?: TlsOptions;
  /** Schema of the session; none by default. */
  readonly database?: string;
  /** 0 or left out: an automatic one that is not the source's own. */
  readonly serverId?: number;
  /** TCP connection and log-in, together, in milliseconds. Default 30 000. */
  readonly connectTimeoutMs?: number;
  /** One statement, in milliseconds. Default 30 000. */
  readonly queryTimeoutMs?: number;
  /** What the source is asked to send at least one heartbeat in, in milliseconds. Default 15 000. */
  readonly heartbeatMs?: number;
  /** How much later than that a dump without a byte counts as dead, in milliseconds. Default 10 000. */
  readonly heartbeatMarginMs?: number;
  /** How long the source waits for us when we take nothing (our store is full), in seconds. Default 3600. */
  readonly netWriteTimeoutSeconds?: number;
  /** Starts beyond are read up to from the start of the file. Default 4 GiB - 1, what the command can name; tests set less. */
  readonly largestDumpPosition?: number;
  /** Accepted `@@binlog_format`, in any case; all by default. */
  readonly binlogFormats?: readonly string[];
  /** Accepted `@@binlog_row_image`, in any case; all by default. */
  readonly rowImages?: readonly string[];
}

/** The options with their defaults. Holds the password: never log it. */
export type ResolvedOptions = Required<Omit<MysqlSourceOptions, "tls" | "database">> & {
  readonly tls: TlsOptions;
  readonly database: string | undefined;
};

export function resolveOptions(options: MysqlSourceOptions): ResolvedOptions {
  return {
    sslMode: "DISABLED",
    tls: {},
    database: undefined,
    serverId: 0,
    connectTimeoutMs: 30_000,
    queryTimeoutMs: 30_000,
    heartbeatMs: 15_000,
    heartbeatMarginMs: 10_000,
    netWriteTimeoutSeconds: 3600,
    largestDumpPosition: 0xffff_ffff,
    ...options,
    binlogFormats: (options.binlogFormats ?? ["ROW", "STATEMENT", "MIXED"]).map((name) => name.toUpperCase()),
    rowImages: (options.rowImages ?? ["FULL", "MINIMAL", "NOBLOB"]).map((name) => name.toUpperCase()),
  };
}

/** Text of a PEM; SOURCE_TLS_FILE names the path that can't be read. */
export async function readPem(source: PemSource, purpose: string): Promise<string> {
  if ("pem" in source) return source.pem;
  try {
    return await readFile(source.file, "utf8");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : undefined;
    throw new SluiceError("SOURCE_TLS_FILE", { purpose, file: source.file, reason }, { cause: error });
  }
}
