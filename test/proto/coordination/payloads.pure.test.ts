import { expect, test } from "vitest";
import {
  decodeClientRunning,
  decodeCursor,
  decodeServerRunning,
  encodeClientRunning,
  encodeCursor,
  encodeServerRunning,
  formatAddress,
  parseAddress,
} from "../../../proto/coordination/payloads.ts";
import { parseServers } from "../../../proto/coordination/servers.ts";
import { failureOf } from "../../support/failure.ts";

test("nodes hold Canal's JSON to the byte", () => {
  expect(encodeServerRunning({ active: true, address: "192.168.1.5:11111" }).toString()).toBe(
    '{"active":true,"address":"192.168.1.5:11111"}',
  );
  expect(encodeClientRunning({ active: true, address: "10.0.0.8:51234", clientId: 1001 }).toString()).toBe(
    '{"active":true,"address":"10.0.0.8:51234","clientId":1001}',
  );
  const cursor =
    '{"@type":"com.alibaba.otter.canal.protocol.position.LogPosition","identity":{"slaveId":-1,"sourceAddress":{"address":"localhost","port":3306}},"postion":{"gtid":"","included":false,"journalName":"mysql-bin.000003","position":4567,"serverId":1,"timestamp":1700000000000}}';
  expect(encodeCursor(decodeCursor(Buffer.from(cursor), "/p")).toString()).toBe(cursor);
});

test("any order, white space and unknown keys are read; what is absent is as Java reads it", () => {
  const server = Buffer.from(' { "address" : "db7:11111", "cid": 3, "active": false, "more": [1] } ');
  expect(decodeServerRunning(server, "/p")).toEqual({ active: false, address: "db7:11111" });
  const client = Buffer.from('{"clientId":1001,"address":"10.0.0.8"}');
  expect(decodeClientRunning(client, "/p")).toEqual({ active: true, address: "10.0.0.8", clientId: 1001 });
});

test.each(["", "nothing", "[]", "null", '"x"', "{}", '{"address":7}', '{"address":""}', "\u0000"])(
  "%j is not a running node",
  (text) => {
    for (const decode of [decodeServerRunning, decodeClientRunning]) {
      const failure = failureOf(() => decode(Buffer.from(text), "/otter/x"));
      expect(failure).toMatchObject({ code: "COORDINATION_BAD_PAYLOAD", details: { path: "/otter/x" } });
    }
  },
);

test("a broken cursor never reads as none", () => {
  expect(failureOf(() => decodeCursor(Buffer.from('{"postion":7}'), "/c"))).toMatchObject({
    code: "COORDINATION_BAD_PAYLOAD",
    details: { path: "/c", key: "postion" },
  });
});

test.each([
  ["10.0.0.8:11111", { host: "10.0.0.8", port: 11111 }],
  ["db-7.example:1", { host: "db-7.example", port: 1 }],
  ["[2001:db8::7]:11111", { host: "2001:db8::7", port: 11111 }],
  ["2001:db8::7:11111", { host: "2001:db8::7", port: 11111 }],
  ["10.0.0.8", undefined],
  ["10.0.0.8:0", undefined],
  ["10.0.0.8:65536", undefined],
  [":11111", undefined],
])("address %s", (text, address) => {
  expect(parseAddress(text)).toEqual(address);
  if (address !== undefined) expect(parseAddress(formatAddress(address))).toEqual(address);
});

test.each([
  ["a:1", [{ host: "a", port: 1 }], ""],
  [
    " a:1 , b ,",
    [
      { host: "a", port: 1 },
      { host: "b", port: 2181 },
    ],
    "",
  ],
  [
    "[::1]:2182,[::2]/canal",
    [
      { host: "::1", port: 2182 },
      { host: "::2", port: 2181 },
    ],
    "/canal",
  ],
  ["a:1/", [{ host: "a", port: 1 }], ""],
  ["a:1/x/y/", [{ host: "a", port: 1 }], "/x/y"],
])("servers %s", (text, servers, chroot) => {
  expect(parseServers(text)).toEqual({ servers, chroot });
});

test.each(["", ",", "/x", "a:b", "a:0", "a:70000", "::1", "::1:2181", "a;b", "a:1;b:1", "a:1/x//y", "a:1/../x", "a b"])(
  "servers %j are refused",
  (text) => {
    expect(failureOf(() => parseServers(text))).toMatchObject({ code: "COORDINATION_BAD_SERVERS" });
  },
);
