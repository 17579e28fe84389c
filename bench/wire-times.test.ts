import { expect, test } from "vitest";
import { writeIdentity } from "../src/mqtt/wire/payload.ts";
import { lastDue, percentileOf, readWireTimes } from "./wire-times.ts";

const port = 1883;

interface Row {
  readonly at: number;
  readonly up: boolean;
  /** Type, identifier (0: none), remaining length. */
  readonly packets: readonly (readonly [type: number, id: number, length: number])[];
  readonly stream?: number;
}

function payload(intendedUs: number): string {
  const bytes = new Uint8Array(16);
  writeIdentity(bytes, 0, 1, 2, 3, intendedUs);
  return Buffer.from(bytes).toString("hex");
}

/** As tshark prints it: QoS and payload of PUBLISH alone, identifiers of what has one. */
function line({ at, up, packets, stream = 0 }: Row, intendedUs = 5): string {
  const list = (values: readonly (string | number)[]): string => values.join(",");
  const publishes = packets.filter(([type]) => type === 3);
  return [
    (at / 1e6).toFixed(9),
    stream,
    up ? port : 40_000,
    20,
    32,
    list(packets.map(([type]) => type)),
    list(publishes.map(([, id]) => (id > 0 ? 1 : 0))),
    list(packets.flatMap(([, id]) => (id > 0 ? [id] : []))),
    list(packets.map(([, , length]) => length)),
    list(publishes.map(() => payload(intendedUs))),
  ].join("\t");
}

test("a handshake of QoS 1 is one leg", () => {
  const { exchanges } = readWireTimes(
    [line({ at: 100, up: true, packets: [[3, 7, 30]] }), line({ at: 150, up: false, packets: [[4, 7, 2]] })],
    port,
  );
  expect(exchanges).toEqual([
    { intendedUs: 5, serviceTimeNs: 50e3, publishLegNs: 50e3, releaseLegNs: null, bytes: 32 + 4 },
  ]);
});

test("one of QoS 2 is two, also where packets share a segment", () => {
  const { exchanges } = readWireTimes(
    [
      line({ at: 0, up: true, packets: [[1, 0, 20]] }),
      line({ at: 1, up: false, packets: [[2, 0, 2]] }),
      line({ at: 100, up: true, packets: [[3, 7, 130]] }),
      line({ at: 140, up: false, packets: [[5, 7, 2]] }),
      line({
        at: 190,
        up: true,
        packets: [
          [3, 0, 30],
          [6, 7, 2],
          [3, 8, 130],
        ],
      }),
      line({ at: 220, up: false, packets: [[7, 7, 2]] }),
    ],
    port,
  );
  expect(exchanges).toEqual([
    { intendedUs: 5, serviceTimeNs: 120e3, publishLegNs: 40e3, releaseLegNs: 30e3, bytes: 133 + 3 * 4 },
  ]);
});

test("headers are those of connections that publish, until DISCONNECT", () => {
  const frames = [
    line({ at: 0, up: true, packets: [] }),
    line({ at: 1, up: true, packets: [[3, 7, 30]] }),
    line({ at: 2, up: false, packets: [] }),
    line({ at: 3, up: true, packets: [[14, 0, 0]] }),
    line({ at: 4, up: false, packets: [] }),
    line({ at: 5, up: true, packets: [[8, 1, 20]], stream: 1 }),
  ];
  expect(readWireTimes(frames, port).headers).toEqual({ segments: 3, bytes: 3 * 52 });
});

test("what was due last is measure", () => {
  const rest = { serviceTimeNs: 1, publishLegNs: 1, releaseLegNs: null, bytes: 1 };
  const exchanges = [3, 1, 2].map((intendedUs) => ({ intendedUs, ...rest }));
  expect(lastDue(exchanges, 2).map(({ intendedUs }) => intendedUs)).toEqual([2, 3]);
});

test("a percentile is a value that was seen", () => {
  expect([50, 99, 100].map((percent) => percentileOf([4, 1, 3, 2], percent))).toEqual([2, 4, 4]);
  expect(percentileOf([], 50)).toBeNaN();
});
