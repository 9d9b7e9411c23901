import { type HostAndPort, parseAddress } from "../proto/coordination/payloads.ts";
import { SluiceError } from "../proto/error.ts";

/** How a client connects and what it asks for. Times are milliseconds. */
export interface ConnectOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 11111, Canal's. */
  readonly port?: number;
  /**
   * Servers to try in turn, `host:port` (IPv6 in brackets), instead of `host` and `port`: the one that takes the subscription is used until
   * it fails.
   */
  readonly addresses?: readonly string[];
  /**
   * ZooKeeper of the servers, `host:port,host:port/chroot`, instead of `host` and `port`: the destination's active server is found there and
   * followed, and of the clients with the same client id one is active while the others stand by: their calls and loops wait.
   */
  readonly zkServers?: string;
  /** Credentials for ZooKeeper's digest scheme. */
  readonly zkAuth?: { readonly user: string; readonly password: string };
  /** How long after this client's death a standby may take over at the latest. Default 10000. */
  readonly zkSessionTimeout?: number;
  /** The feed, such as `example`; on a Sluice server `example@reporting` is a consumer group of its own. */
  readonly destination: string;
  /** Who consumes: a signed 16-bit integer. Default 1001, which every stock Canal client uses. */
  readonly clientId?: number;
  readonly username?: string;
  /** Left out, no password is sent (right for servers that have none set). Never sent as it is. */
  readonly password?: string;
  /**
   * Tables wanted, as comma-separated regular expressions on `schema.table`. Empty keeps the server's own filter. On a Java server a filter
   * replaces the one of the whole destination, for every client.
   */
  readonly filter?: string;
  /** Size of a batch in the loop and the default of `get`: KiB of entries on a server in MEMSIZE mode (the default), else entries. Default 1000. */
  readonly batchSize?: number;
  /** How long a reply may take beyond the time a get itself asks to wait. Default 60000. */
  readonly soTimeout?: number;
  /** How long the server may keep a connection on which nothing happens. Default 3600000. */
  readonly idleTimeout?: number;
  /** How long connecting and logging in may take. Default 10000. */
  readonly connectTimeout?: number;
  /** Gives back, after each connect, what an earlier connection got and did not ack. Default true; false loses its place on such data. */
  readonly rollbackOnConnect?: boolean;
  /** Gives back what is not acked when `disconnect` is called. Default false: the next connect does it. */
  readonly rollbackOnDisconnect?: boolean;
  /** Whether the loop asks for the next batch while the current one is being worked on. Default true. */
  readonly prefetch?: boolean;
  /** Longest pause between two questions when there is nothing new; the first is 1 ms, each next one longer. Default 20. */
  readonly maxPollDelay?: number;
  /** Longest pause before the loop connects again; the first is about 100 ms. Default 10000. */
  readonly maxRetryDelay?: number;
  /**
   * How often in a row a connection is tried again before CLIENT_RETRIES_EXHAUSTED. Default: by the loop for ever, by `subscribe`, `get` and
   * their like 10 times with `addresses` or `zkServers`, else never (they reject, and the next call connects again).
   */
  readonly maxRetries?: number;
  /** Longest frame that is accepted from the server, bytes. Default 268435456 (256 MiB). */
  readonly maxFrameBytes?: number;
  /** Ends the client: what is under way rejects with the signal's reason, a loop ends. */
  readonly signal?: AbortSignal;
  /** Told each time the loop is about to connect again. */
  readonly onRetry?: (retry: Retry) => void;
}

/** Why and when the loop connects again. */
export interface Retry {
  readonly error: SluiceError;
  /** 1 for the first try since things last went well. */
  readonly attempt: number;
  readonly delayMs: number;
}

/** Where the servers are. */
type Servers =
  | { readonly kind: "one"; readonly address: HostAndPort }
  | { readonly kind: "list"; readonly addresses: readonly [HostAndPort, ...HostAndPort[]] }
  | {
      readonly kind: "zookeeper";
      readonly servers: string;
      readonly sessionTimeout: number;
      readonly auth: { readonly user: string; readonly password: string } | undefined;
    };

export interface ResolvedOptions {
  readonly servers: Servers;
  readonly destination: string;
  readonly clientId: number;
  readonly username: string;
  readonly password: string | undefined;
  readonly filter: string | undefined;
  readonly batchSize: number;
  readonly soTimeout: number;
  readonly idleTimeout: number;
  readonly connectTimeout: number;
  readonly rollbackOnConnect: boolean;
  readonly rollbackOnDisconnect: boolean;
  readonly prefetch: boolean;
  readonly maxPollDelay: number;
  readonly maxRetryDelay: number;
  readonly maxRetries: number | undefined;
  readonly maxFrameBytes: number;
  readonly signal: AbortSignal | undefined;
  readonly onRetry: ((retry: Retry) => void) | undefined;
}

const MAX_INT32 = 0x7fff_ffff;

/** Fills in the defaults. Throws CLIENT_BAD_OPTION. */
export function resolveOptions(options: ConnectOptions): ResolvedOptions {
  if (typeof options.destination !== "string" || options.destination === "") {
    throw bad("destination", "a name such as example");
  }
  return {
    servers: serversOf(options),
    destination: options.destination,
    clientId: integer("clientId", options.clientId ?? 1001, -32768, 32767),
    username: options.username ?? "",
    password: options.password,
    filter: options.filter,
    batchSize: integer("batchSize", options.batchSize ?? 1000, 1, MAX_INT32),
    soTimeout: integer("soTimeout", options.soTimeout ?? 60_000, 1, MAX_INT32),
    idleTimeout: integer("idleTimeout", options.idleTimeout ?? 3_600_000, 1, MAX_INT32),
    connectTimeout: integer("connectTimeout", options.connectTimeout ?? 10_000, 1, MAX_INT32),
    rollbackOnConnect: options.rollbackOnConnect ?? true,
    rollbackOnDisconnect: options.rollbackOnDisconnect ?? false,
    prefetch: options.prefetch ?? true,
    maxPollDelay: integer("maxPollDelay", options.maxPollDelay ?? 20, 1, 60_000),
    maxRetryDelay: integer("maxRetryDelay", options.maxRetryDelay ?? 10_000, 1, MAX_INT32),
    maxRetries:
      options.maxRetries === undefined
        ? undefined
        : integer("maxRetries", options.maxRetries, 0, Number.MAX_SAFE_INTEGER),
    maxFrameBytes: integer("maxFrameBytes", options.maxFrameBytes ?? 256 * 1024 * 1024, 1024, MAX_INT32),
    signal: options.signal,
    onRetry: options.onRetry,
  };
}

function serversOf(options: ConnectOptions): Servers {
  const { host, port, addresses, zkServers } = options;
  const ways = [host !== undefined || port !== undefined, addresses !== undefined, zkServers !== undefined];
  if (ways.filter(Boolean).length > 1) throw bad("host, addresses, zkServers", "one of the three");
  if (zkServers !== undefined) {
    return {
      kind: "zookeeper",
      servers: zkServers,
      sessionTimeout: integer("zkSessionTimeout", options.zkSessionTimeout ?? 10_000, 100, MAX_INT32),
      auth: options.zkAuth,
    };
  }
  if (addresses === undefined) {
    return {
      kind: "one",
      address: { host: host ?? "127.0.0.1", port: integer("port", port ?? 11111, 1, 65535) },
    };
  }
  const [first, ...rest] = addresses.map((text) => {
    const address = parseAddress(text);
    if (address === undefined) throw bad("addresses", "a list of host:port");
    return address;
  });
  if (first === undefined) throw bad("addresses", "at least one host:port");
  return { kind: "list", addresses: [first, ...rest] };
}

function integer(option: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw bad(option, `a whole number from ${String(least)} to ${String(most)}`);
}

function bad(option: string, takes: string): SluiceError {
  return new SluiceError("CLIENT_BAD_OPTION", { option, takes });
}
