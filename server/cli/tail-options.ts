import { SluiceError } from "../../proto/error.ts";

/** What a person may ask of `sluice tail`. */
export interface TailOptions {
  readonly filter?: string;
  readonly format: TailFormat;
  readonly user?: string;
  /** Name of the environment variable that holds the password: one on the command line could be read by every user of the machine. */
  readonly passwordEnv?: string;
  readonly clientId?: string;
}

export const TAIL_FORMATS = ["pretty", "json", "flat"] as const;
export type TailFormat = (typeof TAIL_FORMATS)[number];

/** Where a feed is: at a server, or at the one that ZooKeeper names. */
export type FeedAddress =
  | { readonly host: string; readonly port: number; readonly destination: string }
  | { readonly zkServers: string; readonly destination: string };

const DEFAULT_HOST = "127.0.0.1";
const DEFAULT_PORT = 11111;
const DEFAULT_DESTINATION = "example";
const ZOOKEEPER = "zk://";

/**
 * Reads HOST:PORT/DESTINATION; each part may be left out: `shop` or `/shop` is a destination on this machine, `db7:11112` a server's
 * `example`, `[::1]:11111/shop` an IPv6 host's. Or zk://HOST:PORT,HOST:PORT/DESTINATION, with a chroot before the destination if there is one.
 * Throws CLIENT_BAD_OPTION.
 */
export function parseFeedAddress(text = ""): FeedAddress {
  if (text.startsWith(ZOOKEEPER)) return zookeeperFeed(text);
  const slash = text.indexOf("/");
  const isServer = slash >= 0 || /[:[]/.test(text) || (text.includes(".") && !text.includes("@"));
  const server = slash >= 0 ? text.slice(0, slash) : isServer ? text : "";
  const destination = slash >= 0 ? text.slice(slash + 1) : isServer ? "" : text;
  const match = /^(?:\[(?<six>[^\]]+)\]|(?<name>[^:[\]]*))(?::(?<port>\d{1,5}))?$/.exec(server);
  const port = Number(match?.groups?.["port"] ?? DEFAULT_PORT);
  if (match === null || port < 1 || port > 65535) {
    throw new SluiceError("CLIENT_BAD_OPTION", { option: "address", takes: "HOST:PORT/DESTINATION", got: text });
  }
  const host = match.groups?.["six"] ?? match.groups?.["name"] ?? "";
  return {
    host: host === "" ? DEFAULT_HOST : host,
    port,
    destination: destination === "" ? DEFAULT_DESTINATION : destination,
  };
}

function zookeeperFeed(text: string): FeedAddress {
  const match = /^(?<servers>[^/]+)(?<chroot>\/.*)?\/(?<destination>[^/]*)$/.exec(text.slice(ZOOKEEPER.length));
  const { servers, chroot = "", destination = "" } = match?.groups ?? {};
  if (servers === undefined) {
    throw new SluiceError("CLIENT_BAD_OPTION", {
      option: "address",
      takes: "zk://HOST:PORT,HOST:PORT/DESTINATION",
      got: text,
    });
  }
  return { zkServers: servers + chroot, destination: destination === "" ? DEFAULT_DESTINATION : destination };
}
