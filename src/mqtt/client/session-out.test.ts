import { describe, expect, test } from "vitest";
import { InflightTable } from "./inflight-table.ts";
import { packetType } from "../wire/packet-types.ts";
import { ackOutcome, SessionOut } from "./session-out.ts";

const { PUBACK, PUBREC, PUBCOMP } = packetType;

function session(window = 4): SessionOut {
  return new SessionOut(new InflightTable(2, window), 1);
}

function begin(out: SessionOut, qos: 1 | 2, sequence = 0): number {
  return out.table.packetId[out.begin(qos, 0, sequence, 1, 0)] ?? 0;
}

describe("at QoS 1", () => {
  test("PUBACK completes the message", () => {
    const out = session();
    const id = begin(out, 1);
    expect(out.acknowledge(PUBACK, id, 0, 5)).toBe(ackOutcome.complete);
  });

  test("PUBACK of 0x80 or above refuses it", () => {
    const out = session();
    expect(out.acknowledge(PUBACK, begin(out, 1), 0x97, 5)).toBe(ackOutcome.refused);
  });

  test("PUBACK of 0x10, no matching subscribers, is a success", () => {
    const out = session();
    expect(out.acknowledge(PUBACK, begin(out, 1), 0x10, 5)).toBe(ackOutcome.complete);
  });

  test("PUBREC is unexpected", () => {
    const out = session();
    expect(out.acknowledge(PUBREC, begin(out, 1), 0, 5)).toBe(ackOutcome.unexpected);
  });
});

describe("at QoS 2", () => {
  test("PUBREC asks for PUBREL, and PUBCOMP completes after it", () => {
    const out = session();
    const id = begin(out, 2);
    expect(out.acknowledge(PUBREC, id, 0, 5)).toBe(ackOutcome.release);
    out.released(out.slot, 6);
    expect(out.acknowledge(PUBCOMP, id, 0, 7)).toBe(ackOutcome.complete);
    expect([out.table.receivedNs[out.slot], out.table.releasedNs[out.slot]]).toEqual([5, 6]);
  });

  test("it is told how many others were in flight when PUBREC was read", () => {
    const out = session();
    out.table.beside = { inflight: 5 };
    const id = begin(out, 2);
    begin(out, 1);
    out.acknowledge(PUBREC, id, 0, 5);
    expect(out.table.receivedAmong[out.slot]).toBe(6);
  });

  test("PUBREC of 0x80 or above refuses it without a PUBREL", () => {
    const out = session();
    expect(out.acknowledge(PUBREC, begin(out, 2), 0x91, 5)).toBe(ackOutcome.refused);
  });

  test("PUBREC again is answered again and keeps the first times", () => {
    const out = session();
    const id = begin(out, 2);
    out.acknowledge(PUBREC, id, 0, 5);
    out.released(out.slot, 6);
    expect(out.acknowledge(PUBREC, id, 0, 8)).toBe(ackOutcome.releaseAgain);
    out.released(out.slot, 9);
    expect([out.table.receivedNs[out.slot], out.table.releasedNs[out.slot]]).toEqual([5, 6]);
  });

  test("PUBCOMP before PUBREC is unexpected", () => {
    const out = session();
    expect(out.acknowledge(PUBCOMP, begin(out, 2), 0, 5)).toBe(ackOutcome.unexpected);
  });

  test("PUBACK is unexpected", () => {
    const out = session();
    expect(out.acknowledge(PUBACK, begin(out, 2), 0, 5)).toBe(ackOutcome.unexpected);
  });
});

test("an identifier that was never sent is a stray", () => {
  const out = session();
  begin(out, 1);
  expect(out.acknowledge(PUBACK, 4242, 0, 5)).toBe(ackOutcome.stray);
});

test("an identifier that has ended is a stray", () => {
  const out = session();
  const id = begin(out, 1);
  out.acknowledge(PUBACK, id, 0, 5);
  out.end(out.slot);
  expect(out.acknowledge(PUBACK, id, 0, 6)).toBe(ackOutcome.stray);
  expect(out.inflight).toBe(0);
});

test("identifiers run from 1 to 65,535 and begin again, never one that is in flight", () => {
  const out = session(2);
  const held = begin(out, 1);
  const seen = new Set<number>();
  for (let message = 0; message < 70_000; message += 1) {
    const slot = out.begin(1, 0, message, 1, 0);
    seen.add(out.table.packetId[slot] ?? 0);
    out.end(slot);
  }
  expect(seen.has(0)).toBe(false);
  expect(seen.has(held)).toBe(false);
  expect(Math.max(...seen)).toBeLessThanOrEqual(65_535);
  expect(out.find(held)).toBeGreaterThanOrEqual(0);
});

test("what is in flight is resent in the order it was sent", () => {
  const out = session(4);
  for (let sequence = 0; sequence < 4; sequence += 1) begin(out, 1, sequence);
  out.end(out.find(1));
  begin(out, 1, 4);
  expect(out.slotsInOrder().map((slot) => out.table.sequence[slot])).toEqual([1, 2, 3, 4]);
});

test("two sensors of one table do not touch each other", () => {
  const table = new InflightTable(2, 4);
  const [a, b] = [new SessionOut(table, 0), new SessionOut(table, 1)];
  const id = begin(a, 1);
  expect(b.find(id)).toBe(-1);
  begin(b, 1);
  a.end(a.find(id));
  expect([a.inflight, b.inflight]).toEqual([0, 1]);
});
