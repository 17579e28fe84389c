import { expect, test } from "vitest";
import { socketEnds } from "./socket-ends.ts";

test.each([
  [["127.0.0.1", 5], ["127.0.0.1", 1883], "127.0.0.1:5 127.0.0.1:1883"],
  [["::1", 5], ["::1", 1883], "[::1]:5 [::1]:1883"],
  [["127.0.0.1", 5], [undefined, undefined], undefined],
] as const)("%j to %j is %s", ([localAddress, localPort], [remoteAddress, remotePort], told) => {
  expect(socketEnds({ localAddress, localPort, remoteAddress, remotePort })).toBe(told);
});
