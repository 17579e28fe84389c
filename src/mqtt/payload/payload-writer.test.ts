import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeColumn } from "../../scenario/devices/device-rows.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { fakeSensors } from "../../scenario/testing/fake-scenario.ts";
import { PayloadLengths } from "../../scenario/planning/payload-lengths.ts";
import { readJson } from "../../scenario/payloads/json-payload.ts";
import { cellsOf, makeTemplate } from "../../scenario/payloads/template.ts";
import { readIdentity } from "./find-identity.ts";
import type { PayloadPart } from "./payload-parts.ts";
import { PayloadWriter } from "./payload-writer.ts";

const count = 100;
const names = Array.from({ length: count }, (_, row) => `dev "${"é".repeat(row % 4)}\\${row}"\n`);
const devices = { file: "fleet.csv", skip: 0, columns: new Map([["name", makeColumn(names)]]) };
/** 2026-11-29T23:59:59.000Z. */
const epochUs = Date.UTC(2026, 10, 29, 23, 59, 59) * 1000;
const firstSensor = 7;

const json = {
  name: "{csv.name}",
  seq: "{seq}",
  at: "{time.iso}",
  ms: "{time.ms}",
  int: "{random.int -5 12}",
  float: "{random.float -1.5 20 3}",
  walk: "{random.walk 20 30 0.1}",
  state: '{pick on|"off"|}',
  flag: "{pick true|false}",
  hex: "x{random.hex 11}y",
  fix: { list: [1, null, 'a"b{ }'], id: "{id}" },
};

function writerOf(parts: readonly PayloadPart[], sensors = devices) {
  const made = makeTemplate(parts, sensors);
  if ("problem" in made) throw new Error(made.problem);
  const { template, bounds } = made;
  const cells = cellsOf(template.parts, sensors);
  const program = {
    parts: template.parts,
    cells,
    identity: template.identity,
    seed: 1,
    firstSensor,
    mostBytes: bounds.most,
  };
  const room = Buffer.alloc(bounds.most + 3);
  const writer = new PayloadWriter(program, { runTag: 0xabc, epochUs });
  const write = (sensor: number, sequence: number, intendedUs = 0): string =>
    room.toString("utf8", 3, writer.write(room, 3, sensor, sequence, intendedUs));
  const payload = { bytes: bounds.most, file: null, template };
  const scenario: Pick<Scenario, "sensors" | "seed"> = {
    seed: 1,
    sensors: [fakeSensors({ count, devices: sensors, payload })],
  };
  return { write, template, bounds, room, lengths: new PayloadLengths(scenario, 0) };
}

const sensor = fc.integer({ min: firstSensor, max: firstSensor + count - 1 });
const sequence = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 2 ** 28 }));
const intendedUs = fc.integer({ min: 0, max: 10 * 86_400e6 });
const message = fc.tuple(sensor, sequence, intendedUs);

describe("a JSON payload", () => {
  const parts = readJson(json, count).parts;

  it("is what an independent reader understands, with the values that it should have", () => {
    const { write } = writerOf(parts);
    fc.assert(
      fc.property(message, ([of, number, us]) => {
        const read: unknown = JSON.parse(write(of, number, us));
        const at = new Date(Math.floor((epochUs + us) / 1000));
        expect(read).toMatchObject({
          name: names[of - firstSensor],
          seq: number,
          at: at.toISOString(),
          ms: at.getTime(),
          hex: expect.stringMatching(/^x[0-9a-f]{11}y$/u),
          state: expect.stringMatching(/^(?:on|"off"|)$/u),
          flag: expect.any(Boolean),
          fix: { list: [1, null, 'a"b{ }'], id: String(of - firstSensor + 1).padStart(3, "0") },
        });
      }),
    );
  });

  it("has numbers within their bounds, and every one of them", () => {
    const { write } = writerOf(readJson({ int: "{random.int -2 2}", float: "{random.float -0.2 0.1 1}" }, count).parts);
    const seen = Array.from({ length: 2000 }, (_, number): unknown => JSON.parse(write(firstSensor, number)));
    const of = (key: string) =>
      new Set(seen.map((each) => Object.entries(each ?? {}).find(([name]) => name === key)?.[1]));
    expect([...of("int")].map(Number).toSorted((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
    expect([...of("float")].map(Number).toSorted((a, b) => a - b)).toEqual([-0.2, -0.1, 0, 0.1]);
  });

  it("does not depend on what was written before it", () => {
    const { write } = writerOf(parts);
    fc.assert(
      fc.property(message, ([of, number, us]) => {
        expect(write(of, number, us)).toBe(writerOf(parts).write(of, number, us));
      }),
    );
  });

  it("has as many bytes as were predicted, within its bounds", () => {
    const { write, lengths, bounds } = writerOf(parts);
    fc.assert(
      fc.property(message, ([of, number, us]) => {
        const bytes = Buffer.byteLength(write(of, number, us));
        // Numbered from the group's first sensor there, since it is the only one.
        const predicted = lengths.of({ sensor: of, numberInGroup: of - firstSensor, first: number, count: 1 });
        expect([...predicted]).toEqual([[bytes, 1]]);
        expect(bytes >= bounds.least && bytes <= bounds.most).toBe(true);
      }),
    );
  });

  it("says which message it is", () => {
    const { write, room, template } = writerOf(parts);
    fc.assert(
      fc.property(message, ([of, number, us]) => {
        const end = 3 + Buffer.byteLength(write(of, number, us));
        const into = { runTag: 0, sensor: 0, sequence: 0, intendedUs: 0 };
        expect(readIdentity(template.identity, room, 3, end, into)).toBe(true);
        expect(into).toEqual({ runTag: 0xabc, sensor: of, sequence: number, intendedUs: us });
      }),
    );
  });
});

it("a walk never steps further than it may, and reaches far", () => {
  const { write } = writerOf(readJson({ walk: "{random.walk 20 30 0.1}" }, count).parts);
  const walk = Array.from({ length: 5000 }, (_, number) => {
    const read: unknown = JSON.parse(write(firstSensor, number));
    return Number(Object.entries(read ?? {}).find(([key]) => key === "walk")?.[1]);
  });
  const steps = walk.slice(1).map((value, at) => Math.abs(value - (walk[at] ?? 0)));
  expect(Math.max(...steps)).toBeLessThan(0.1001);
  expect([Math.min(...walk) >= 20, Math.max(...walk) <= 30, Math.max(...walk) - Math.min(...walk) > 8]).toEqual([
    true,
    true,
    true,
  ]);
});

it.each([
  ["start", [{ kind: "identity" }, { kind: "sequence" }], { as: "hex", from: "start", offset: 0 }],
  [
    "end",
    [{ kind: "sequence" }, { kind: "literal", text: "é" }, { kind: "identity" }, { kind: "literal", text: "ab" }],
    { as: "hex", from: "end", offset: 2 },
  ],
  [
    "fixed before",
    [{ kind: "time", as: "iso" }, { kind: "identity" }, { kind: "sequence" }],
    { as: "hex", from: "start", offset: 24 },
  ],
  [
    "binary",
    [{ kind: "binary identity" }, { kind: "filler", least: 0, most: 100 }],
    { as: "binary", from: "start", offset: 0 },
  ],
] as const)("the identity is found at the %s", (_, parts, place) => {
  const { write, template, room } = writerOf(parts);
  expect(template.identity).toEqual(place);
  for (const number of [0, 9, 10, 12_345]) {
    write(firstSensor + 1, number, 77);
    const into = { runTag: 0, sensor: 0, sequence: 0, intendedUs: 0 };
    const [bytes = 0] = writerOf(parts)
      .lengths.of({ sensor: firstSensor + 1, numberInGroup: 1, first: number, count: 1 })
      .keys();
    expect(readIdentity(place, room, 3, 3 + bytes, into)).toBe(true);
    expect(into).toEqual({ runTag: 0xabc, sensor: firstSensor + 1, sequence: number, intendedUs: 77 });
  }
});
