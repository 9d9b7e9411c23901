import { encodeClientAuth, encodeSub } from "../../../../proto/packet-request.ts";
import { PacketType } from "../../../../proto/packet.ts";
import { scramblePassword } from "../../../../proto/scramble.ts";
import { RawClient } from "../../../support/raw-client.ts";
import type { SessionServer } from "../../../support/session-server.ts";
import { EMPTY, next, quiet, SUCCESS } from "./probe.ts";
import type { Probe } from "./probe.ts";

/** Canal's record used 1500 ms; the rule is the same for any number. */
const IDLE_MS = 150;
const failed = (user: string): string => `error 400: auth failed for user:${user}`;
const NOT_SUBSCRIBED =
  "error 400: ‹channel text› CanalServerException: ClientIdentity:ClientIdentity[destination=example,clientId=1001,filter=<null>] should subscribe first";

/** Connects, reads the seeds, and goes on by itself. */
function greeted(ask: (client: RawClient, seeds: Uint8Array) => Promise<readonly string[]>): Probe["ask"] {
  return async (server: SessionServer) => {
    const client = await RawClient.connect(server.port);
    try {
      return await ask(client, await client.seeds());
    } finally {
      client.close();
    }
  };
}

/** Sends an auth and gives its answer, then what comes after. */
const authThen = (auth: Parameters<RawClient["auth"]>[0]): Probe["ask"] =>
  greeted(async (client) => {
    client.auth(auth);
    return [await next(client), await quiet(client)];
  });

/** The end of an idle connection; `began` is a moment before the server could start to count. */
async function idled(client: RawClient, began: number): Promise<string> {
  const answer = await next(client);
  return performance.now() - began >= IDLE_MS ? `${answer} when idle` : `${answer} too soon`;
}

const withPassword = (
  name: string,
  username: string,
  answers: readonly string[],
  password: (seeds: Uint8Array) => string,
): Probe => ({
  name: `password set: ${name}`,
  canal: answers,
  password: true,
  ask: greeted(async (client, seeds) => {
    client.auth({ username, password: Buffer.from(password(seeds)) });
    return [await next(client), await quiet(client)];
  }),
});

const token = (seeds: Uint8Array): string => scramblePassword("canal", seeds);

export const AUTH: readonly Probe[] = [
  {
    name: "SUBSCRIPTION as the first packet (no passwd set), then GET",
    canal: [SUCCESS, NOT_SUBSCRIBED],
    ask: greeted(async (client) => {
      client.subscribe();
      const answer = await next(client);
      client.get(1);
      return [answer, await next(client)];
    }),
  },
  {
    name: "type 99 as the first packet",
    canal: [SUCCESS],
    ask: greeted(async (client) => {
      client.packet(99, encodeClientAuth({}));
      return [await next(client)];
    }),
  },
  {
    name: "auth, user name not UTF-8",
    canal: ["closed"],
    ask: greeted(async (client) => {
      client.packet(PacketType.CLIENTAUTHENTICATION, Buffer.from("0a02c328", "hex"));
      return [await next(client)];
    }),
  },
  {
    name: "auth naming destination and client (implicit subscribe), then GET as 77",
    canal: [SUCCESS, EMPTY],
    ask: greeted(async (client) => {
      client.auth({ destination: "example", clientId: "77" });
      const answer = await next(client);
      client.get(1, { clientId: "77" });
      return [answer, await next(client)];
    }),
  },
  {
    name: "auth naming an unknown destination",
    canal: ["closed", "closed"],
    ask: authThen({ destination: "nope", clientId: "77" }),
  },
  {
    name: "auth naming client id abc",
    canal: ["closed", "closed"],
    ask: authThen({ destination: "example", clientId: "abc" }),
  },
  {
    name: "auth, read timeout, write 0: idle",
    canal: [SUCCESS, "closed when idle"],
    ask: greeted(async (client) => {
      const began = performance.now();
      client.auth({ netReadTimeout: IDLE_MS, netWriteTimeout: 0 });
      return [await next(client), await idled(client, began)];
    }),
  },
  {
    name: "auth, read timeout 0, write: idle",
    canal: [SUCCESS, "closed when idle"],
    ask: greeted(async (client) => {
      const began = performance.now();
      client.auth({ netReadTimeout: 0, netWriteTimeout: IDLE_MS });
      return [await next(client), await idled(client, began)];
    }),
  },
  {
    name: "read timeout, then a GET that waits longer",
    canal: [SUCCESS, SUCCESS, "closed when idle"],
    ask: greeted(async (client) => {
      const began = performance.now();
      client.auth({ netReadTimeout: IDLE_MS });
      const answers = [await next(client)];
      client.subscribe();
      answers.push(await next(client));
      client.get(1000, { timeout: 60_000 });
      return [...answers, await idled(client, began)];
    }),
  },
  {
    name: "password set: wrong, then right on the same connection, then subscribe",
    canal: [failed("canal"), SUCCESS, SUCCESS],
    password: true,
    ask: greeted(async (client, seeds) => {
      client.auth({ username: "canal", password: Buffer.from(scramblePassword("nope", seeds)) });
      const answers = [await next(client)];
      client.auth({ username: "canal", password: Buffer.from(token(seeds)) });
      answers.push(await next(client));
      client.subscribe();
      return [...answers, await next(client)];
    }),
  },
  withPassword("unknown user", "x", [failed("x"), "nothing"], token),
  withPassword("no password", "canal", [failed("canal"), "nothing"], () => ""),
  withPassword("not hex", "canal", ["closed", "closed"], () => "zz".repeat(20)),
  withPassword("10 bytes of hex", "canal", ["closed", "closed"], () => "ab".repeat(10)),
  withPassword("empty user name", "", [failed(""), "nothing"], token),
  withPassword("upper-case hex", "canal", [SUCCESS, "nothing"], (seeds) => token(seeds).toUpperCase()),
  withPassword("odd length", "canal", [failed("canal"), "nothing"], () => "a".repeat(39)),
  withPassword("plain text", "canal", ["closed", "closed"], () => "canal"),
  {
    name: "password set: SUBSCRIPTION as the first packet",
    canal: [failed("example"), "nothing"],
    password: true,
    ask: greeted(async (client) => {
      // Its fields read as user name "example" and password "1001"; the name is judged first.
      client.packet(PacketType.SUBSCRIPTION, encodeSub({ destination: "example", clientId: "1001", filter: "" }));
      return [await next(client), await quiet(client)];
    }),
  },
];
