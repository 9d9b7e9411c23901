import type { TestProject } from "vitest/node";
import { Database } from "./database-server.ts";
import type { DatabaseAddress, DatabaseServer } from "./database-server.ts";
import { CANAL_PRIVILEGES, startMysql56, startMysql97 } from "./mysql.ts";

interface Shared {
  readonly mysql97: DatabaseAddress;
  readonly mysql56: DatabaseAddress;
  readonly stop: () => Promise<void>;
}

/** The projects of one run set up one after another, each in a module instance of its own: what they share hangs on the process. */
interface Holder {
  users: number;
  shared: Promise<Shared> | undefined;
}

const KEY = Symbol.for("sluice.test.shared-mysql");
const holders = globalThis as unknown as Record<symbol, Holder | undefined>;

/** Vitest global set-up of the projects that need MySQL: one 9.7 and one 5.6 for all of them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const holder = (holders[KEY] ??= { users: 0, shared: undefined });
  holder.users++;
  holder.shared ??= startShared();
  const shared = await holder.shared;
  project.provide("mysql97", shared.mysql97);
  project.provide("mysql56", shared.mysql56);
  return async () => {
    if (--holder.users > 0) return;
    holder.shared = undefined;
    await shared.stop();
  };
}

async function startShared(): Promise<Shared> {
  const given = process.env["MYSQL_URL"];
  const own: DatabaseServer[] = [];
  const start = async (starting: Promise<DatabaseServer>): Promise<DatabaseAddress> => {
    const server = await starting;
    own.push(server);
    return server.address;
  };
  const stop = async (): Promise<void> => {
    await Promise.all(own.map((server) => server.stop()));
  };
  const results = await Promise.allSettled([
    given === undefined || given === "" ? start(startMysql97()) : prepared(addressOf(given)),
    start(startMysql56()),
  ]);
  const [mysql97, mysql56] = results;
  if (mysql97.status === "fulfilled" && mysql56.status === "fulfilled") {
    return { mysql97: mysql97.value, mysql56: mysql56.value, stop };
  }
  await stop();
  throw new AggregateError(
    results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : [])),
    "a MySQL server that the tests need can't be had (MYSQL_URL may name a running 9.x)",
  );
}

/** The tests log in as canal/canal on a server of somebody else's as well. */
async function prepared(address: DatabaseAddress): Promise<DatabaseAddress> {
  const server = new Database(address);
  try {
    await server.query("CREATE USER IF NOT EXISTS canal@'%' IDENTIFIED BY 'canal'");
    await server.query(`GRANT ${CANAL_PRIVILEGES} ON *.* TO canal@'%'`);
    return address;
  } finally {
    await server.disconnect();
  }
}

function addressOf(text: string): DatabaseAddress {
  const url = new URL(text);
  return {
    flavor: "mysql97",
    host: url.hostname,
    port: url.port === "" ? 3306 : Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  };
}
