import { expect, test } from "vitest";
import {
  CLUSTER,
  clientIdOf,
  clientPath,
  clientRunningPath,
  clusterNodePath,
  consumersPath,
  cursorPath,
  destinationClusterNodePath,
  destinationClusterPath,
  destinationPath,
  DESTINATIONS,
  filterPath,
  groupsPath,
  markPath,
  runningPath,
} from "../../../proto/coordination/paths.ts";

test("the tree is Canal's", () => {
  expect([DESTINATIONS, CLUSTER]).toEqual(["/otter/canal/destinations", "/otter/canal/cluster"]);
  expect(clusterNodePath("10.0.0.8:11111")).toBe("/otter/canal/cluster/10.0.0.8:11111");
  expect(destinationPath("example")).toBe("/otter/canal/destinations/example");
  expect(runningPath("example")).toBe("/otter/canal/destinations/example/running");
  expect(destinationClusterPath("example")).toBe("/otter/canal/destinations/example/cluster");
  expect(destinationClusterNodePath("example", "[::1]:11111")).toBe(
    "/otter/canal/destinations/example/cluster/[::1]:11111",
  );
  expect(consumersPath("example")).toBe("/otter/canal/destinations/example");
  expect(clientPath("example", 1001)).toBe("/otter/canal/destinations/example/1001");
  expect(clientRunningPath("example", 1001)).toBe("/otter/canal/destinations/example/1001/running");
  expect(cursorPath("example", 1001)).toBe("/otter/canal/destinations/example/1001/cursor");
  expect(filterPath("example", 1001)).toBe("/otter/canal/destinations/example/1001/filter");
  expect(markPath("example", 1001)).toBe("/otter/canal/destinations/example/1001/mark");
});

test("a group has its own branch, which no Java node takes for a client; its servers are the destination's", () => {
  const group = "example@reporting";
  expect(groupsPath(group)).toBe("/otter/canal/destinations/example/sluice-groups");
  expect(cursorPath(group, 1001)).toBe("/otter/canal/destinations/example/sluice-groups/reporting/1001/cursor");
  expect(clientRunningPath(group, 7)).toBe("/otter/canal/destinations/example/sluice-groups/reporting/7/running");
  expect(runningPath(group)).toBe(runningPath("example"));
  expect(clientIdOf("sluice-groups")).toBeUndefined();
});

test.each([
  ["1001", 1001],
  ["-5", -5],
  ["running", undefined],
  ["cluster", undefined],
  ["99999", undefined],
  ["", undefined],
  ["1e3", undefined],
])("child %j of a destination is client id %s", (name, clientId) => {
  expect(clientIdOf(name)).toBe(clientId);
});
