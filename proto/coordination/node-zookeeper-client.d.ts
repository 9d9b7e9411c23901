/** The little of node-zookeeper-client 1.1.3 that is used, including parts it does not promise: `zookeeper-connection.ts` tells why. */
declare module "node-zookeeper-client" {
  import type { Socket } from "node:net";

  interface Exception extends Error {
    readonly code: number;
  }

  /** Longs are eight bytes, big-endian. */
  interface Stat {
    readonly czxid: Buffer;
    readonly mzxid: Buffer;
    readonly ctime: Buffer;
    readonly mtime: Buffer;
    readonly version: number;
    readonly ephemeralOwner: Buffer;
    readonly numChildren: number;
  }

  interface ConnectionManager {
    sessionId: Buffer;
    sessionPassword: Buffer;
    zxid: Buffer;
    socket?: Socket;
    pendingBuffer: Buffer | null;
    connectTimeoutHandler: NodeJS.Timeout | null;
    connect(): void;
    findNextServer(found: (server: { host: string; port: number }) => void): void;
    onSocketData(chunk: Buffer): void;
  }

  type Watcher = () => void;
  type Done<T extends readonly unknown[]> = (error: Exception | null | undefined, ...values: T) => void;

  interface Client {
    readonly connectionManager: ConnectionManager;
    on(event: "state", listener: (state: { readonly code: number }) => void): this;
    close(): void;
    addAuthInfo(scheme: string, auth: Buffer): void;
    getSessionTimeout(): number;
    create(path: string, data: Buffer, acl: readonly unknown[], mode: number, done: Done<[path: string]>): void;
    remove(path: string, version: number, done: Done<[]>): void;
    setData(path: string, data: Buffer, version: number, done: Done<[stat: Stat]>): void;
    getData(path: string, watcher: Watcher | undefined, done: Done<[data: Buffer | undefined, stat: Stat]>): void;
    exists(path: string, watcher: Watcher | undefined, done: Done<[stat: Stat | null]>): void;
    getChildren(path: string, watcher: Watcher | undefined, done: Done<[children: string[], stat: Stat]>): void;
  }

  interface ClientOptions {
    readonly sessionTimeout: number;
    readonly retries: number;
    readonly spinDelay: number;
    readonly sessionId?: Buffer;
    readonly sessionPassword?: Buffer;
  }

  const zookeeper: {
    createClient(servers: string, options: ClientOptions): Client;
    readonly State: Readonly<Record<"SYNC_CONNECTED" | "AUTH_FAILED" | "EXPIRED" | "DISCONNECTED", { code: number }>>;
    readonly ACL: { readonly OPEN_ACL_UNSAFE: readonly unknown[]; readonly CREATOR_ALL_ACL: readonly unknown[] };
  };
  export type { Client, ConnectionManager, Done, Exception, Stat, Watcher };
  export default zookeeper;
}
