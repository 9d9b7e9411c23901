import { SluiceError } from "../error.ts";
import { type HostAndPort, parseAddress } from "./payloads.ts";

const DEFAULT_PORT = 2181;

export interface ServerList {
  readonly servers: readonly [HostAndPort, ...HostAndPort[]];
  /** "" or `/path`. */
  readonly chroot: string;
}

/** Reads `host:port,host:port/chroot`; ports may be left out, IPv6 addresses stand in brackets. Throws COORDINATION_BAD_SERVERS. */
export function parseServers(text: string): ServerList {
  const bad = (part: string) => new SluiceError("COORDINATION_BAD_SERVERS", { servers: text, part });
  const slash = text.indexOf("/");
  const hosts = slash < 0 ? text : text.slice(0, slash);
  const chroot = slash < 0 ? "" : text.slice(slash).replace(/\/$/, "");
  if (chroot !== "" && !/^(?:\/(?!\.{1,2}(?:\/|$))[^/\s,;]+)+$/.test(chroot)) throw bad(chroot);
  const [first, ...rest] = hosts
    .split(",")
    .map((host) => host.trim())
    .filter((host) => host !== "")
    .map((host) => {
      const address = /^(?:\[[^[\]]+\]|[^:[\]]+)$/.test(host) ? `${host}:${String(DEFAULT_PORT)}` : host;
      const server = /[\s;]/.test(address) ? undefined : parseAddress(address);
      if (server === undefined || (server.host.includes(":") && !address.startsWith("["))) throw bad(host);
      return server;
    });
  if (first === undefined) throw bad("no host");
  return { servers: [first, ...rest], chroot };
}
