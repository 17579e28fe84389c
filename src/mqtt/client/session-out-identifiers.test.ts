import fc from "fast-check";
import { expect, it } from "vitest";
import { InflightTable } from "./inflight-table.ts";
import { packetType } from "../wire/packet-types.ts";
import { ackOutcome, SessionOut } from "./session-out.ts";

function session(window: number): SessionOut {
  return new SessionOut(new InflightTable(1, window), 0);
}

function begin(out: SessionOut, sequence = 0): number {
  return out.table.packetId[out.begin(1, 0, sequence, 1, 0)] ?? 0;
}

it("goes from 65,535 to 1", () => {
  const out = session(1);
  const ids: number[] = [];
  for (let message = 0; message < 65_537; message += 1) {
    ids.push(begin(out));
    out.end(out.find(ids.at(-1) ?? 0));
  }
  expect(ids.slice(0, 2)).toEqual([1, 2]);
  expect(ids.slice(65_533)).toEqual([65_534, 65_535, 1, 2]);
});

it("skips the identifiers whose slot is busy", () => {
  const out = session(4);
  const ids = [begin(out), begin(out), begin(out), begin(out)];
  out.end(out.find(3));
  expect(ids).toEqual([1, 2, 3, 4]);
  // Only the slot of 3, which is that of 7, is free.
  expect(begin(out)).toBe(7);
});

it("never has one identifier twice, nor more slots than the window, whichever message ends next", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.array(fc.nat(8), { maxLength: 200 }), (window, picks) => {
      const out = session(window);
      const held: number[] = [];
      for (const pick of picks) {
        if (held.length === window) {
          const [ended] = held.splice(pick % window, 1);
          out.end(out.find(ended ?? 0));
        }
        const id = begin(out);
        expect(held).not.toContain(id);
        held.push(id);
        expect(new Set(held.map((each) => out.find(each))).size).toBe(held.length);
        expect(out.inflight).toBe(held.length);
      }
    }),
  );
});

it("keeps what was said of a message at its slot", () => {
  const out = session(2);
  const slot = out.begin(2, 123_456, 77, 5, 0);
  const { table } = out;
  expect([table.intendedNs[slot], table.sequence[slot], table.account[slot], table.packetId[slot]]).toEqual([
    123_456, 77, 5, 1,
  ]);
});

it("does not know a message by an identifier that shares its slot", () => {
  const out = session(2);
  begin(out);
  expect(out.acknowledge(packetType.PUBACK, 3, 0, 5)).toBe(ackOutcome.stray);
});

it.each([
  // The first reason code that is a failure is 0x80 (5.0, section 2.4).
  [packetType.PUBACK, 1, 0x7f, ackOutcome.complete],
  [packetType.PUBACK, 1, 0x80, ackOutcome.refused],
  [packetType.PUBREC, 2, 0x7f, ackOutcome.release],
  [packetType.PUBREC, 2, 0x80, ackOutcome.refused],
])("packet type %d at QoS %d with reason %d has outcome %d", (type, qos, reason, outcome) => {
  const out = session(1);
  const slot = out.begin(qos, 0, 0, 1, 0);
  expect([out.acknowledge(type, 1, reason, 5), out.slot]).toEqual([outcome, slot]);
});

it("is not complete by a PUBCOMP before its PUBREL was handed over", () => {
  const out = session(1);
  out.begin(2, 0, 0, 1, 0);
  out.acknowledge(packetType.PUBREC, 1, 0, 5);
  expect(out.acknowledge(packetType.PUBCOMP, 1, 0, 6)).toBe(ackOutcome.unexpected);
});

it("takes the identifier somebody else chose once only until it ends", () => {
  const out = session(4);
  const slot = out.beginAs(9, 1, 0, 0, 1, 0);
  expect([out.find(9), out.beginAs(9, 1, 0, 1, 1, 0), out.inflight]).toEqual([slot, -1, 1]);
});

it("resends in the order sent where the identifiers have wrapped", () => {
  const out = session(4);
  for (let sequence = 0; sequence < 65_533; sequence += 1) out.end(out.find(begin(out, sequence)));
  const ids = [65_533, 65_534, 65_535, 65_536].map((sequence) => begin(out, sequence));
  expect(ids).toEqual([65_534, 65_535, 1, 4]);
  expect(out.slotsInOrder().map((slot) => out.table.packetId[slot])).toEqual(ids);
});
