import { expect, test } from "vitest";
import { Ledger, outside, up } from "../wire/ledger.ts";
import type { DirectionIndex } from "../wire/ledger.ts";
import { readOwnTraffic } from "./own-traffic.ts";
import { packetType } from "../wire/packet-types.ts";

function counted(direction: DirectionIndex, type: number, bytes: number): Ledger {
  const ledger = new Ledger(1);
  ledger.count(outside, direction, type, bytes);
  return ledger;
}

test("connections of one purpose are added up, and what sent nothing is left out", () => {
  const traffic = readOwnTraffic([
    { purpose: "greeting", ledger: counted(up, packetType.CONNECT, 20) },
    { purpose: "greeting", ledger: counted(up, packetType.CONNECT, 30) },
    { purpose: "link probe", ledger: new Ledger(1) },
  ]);
  expect(traffic).toEqual({ greeting: { up: { CONNECT: { packets: 2, bytes: 50 } }, down: {} } });
});
