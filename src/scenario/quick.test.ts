import { describe, expect, it } from "vitest";
import { mistakeIn, readOne, readText, twoSensors } from "./testing/fake-scenario-file.ts";
import { quicken } from "./quick.ts";

/** The scenario's only case as `--quick` makes it. */
function quick(text: string) {
  return readOne(text, { flags: quicken(readText(text)).flags });
}

const restart = `name: x
broker: mosquitto
qos: 1
${twoSensors}
brokerRestart: { at: 5s, down: 2s }
session: { clean: false, reconnect: { delay: 500ms, max: 5s } }
phases: { warmup: 4s, measure: 20s }
trials: 3
thresholds:
  - { check: "refused == 0", abortAfter: 10s }
`;

it("as many trials as the user asks for stay, and are not said to be one", () => {
  const { flags, notes } = quicken(readText(restart), "user");
  expect(flags.some(({ path }) => path[0] === "trials")).toBe(false);
  expect(notes[0]).toBe("--quick: the times of its course × 0.25: a first look, not a measurement to keep");
});

it.each([
  [restart, "--quick: pairs stay as many, the times of its course × 0.25: a first look, not a measurement to keep"],
  [
    `name: x\n${twoSensors}\nphases: { measure: 2s }\n`,
    "--quick: nothing is left out, for pairs stay as many and measure is short: a first look, not a measurement to keep",
  ],
])("pairs that the command makes stay as many, and are said to: %#", (text, note) => {
  const { flags, notes } = quicken(readText(text), "pairs");
  expect(flags.some(({ path }) => path[0] === "trials")).toBe(false);
  expect(notes[0]).toBe(note);
});

describe("a scenario made quick", () => {
  it("has every time of its course multiplied by one factor, and one trial", () => {
    const { phases, brokerRestart, session, thresholds, trials } = quick(restart);
    expect(phases).toEqual({ warmupNs: 1e9, measureNs: 5e9, drainNs: 10e9 });
    expect(brokerRestart).toMatchObject({ atNs: 1.25e9, downNs: 0.5e9 });
    expect(session.reconnect).toMatchObject({ delayNs: 125e6, maxNs: 1.25e9, factor: 2 });
    expect(thresholds[0]?.abortAfterNs).toBe(2.5e9);
    expect(trials).toBe(1);
  });

  it("keeps a cut as far into measure, of every link", () => {
    const link = (at: string) => `link: { delay: 50ms, cut: { at: ${at} } }`;
    const text = `name: x\nsensors:\n  - { name: a, count: 1, every: 1s, ${link("5s")} }\n  - { name: b, count: 1, every: 1s }\n${link("8s")}\nsession: { reconnect: 1s }\nphases: { measure: 20s }\n`;
    const { sensors, session, phases } = quick(text);
    expect(sensors.map(({ link: of }) => of)).toMatchObject([
      { delayNs: 50e6, cut: { atNs: 1.25e9 } },
      { delayNs: 50e6, cut: { atNs: 2e9 } },
    ]);
    expect(session.reconnect).toMatchObject({ delayNs: 250e6, maxNs: 250e6 });
    // Defaults are shortened too.
    expect(phases.warmupNs).toBe(1.25e9);
  });

  it("scales defaults that a scenario does not state", () => {
    const text = `name: x\nbroker: mosquitto\n${twoSensors}\nbrokerRestart: { at: 10s }\nsession: { reconnect: {} }\n`;
    const { phases, brokerRestart, session } = quick(text);
    expect(phases).toMatchObject({ warmupNs: 833e6, measureNs: 5e9 });
    expect(brokerRestart).toMatchObject({ atNs: 1.667e9, downNs: 167e6 });
    expect(session.reconnect).toMatchObject({ delayNs: 167e6, maxNs: 5e9 });
  });

  it("is never longer than it was", () => {
    const text = `name: x\n${twoSensors}\nphases: { warmup: 500ms, measure: 2s, drain: 5s }\n`;
    expect(quick(text).phases).toEqual({ warmupNs: 500e6, measureNs: 2e9, drainNs: 5e9 });
  });

  it("scales what is swept by the factor of the longest case", () => {
    const text = `name: x\n${twoSensors}\nphases: { warmup: 2s }\nsweep: { phases.measure: [10s, 20s], session.reconnect.delay: [1s, 4s] }\n`;
    const { cases } = readText(text, { flags: quicken(readText(text)).flags });
    expect(cases.map(({ scenario: { phases, session } }) => [phases, session.reconnect?.delayNs])).toMatchObject([
      [{ warmupNs: 500e6, measureNs: 2.5e9 }, 250e6],
      [{ warmupNs: 500e6, measureNs: 2.5e9 }, 1e9],
      [{ warmupNs: 500e6, measureNs: 5e9 }, 250e6],
      [{ warmupNs: 500e6, measureNs: 5e9 }, 1e9],
    ]);
  });

  it("keeps rates and the network, and says what that means", () => {
    const text = `name: x\nsensors: { count: 2, every: 10s, link: { cut: { rate: 4/min, manner: silent } } }\nkeepalive: 20s\nsession: { reconnect: 1s }\nphases: { measure: 20s }\n`;
    const { sensors } = quick(text);
    expect(sensors[0]?.schedule).toEqual({ kind: "even", periodNs: 10e9 });
    expect(quicken(readText(text)).notes).toEqual([
      "--quick: one trial a case, the times of its course × 0.25: a first look, not a measurement to keep",
      "--quick: sensors that send every 10 s do not all send in a measure of 5 s",
      "--quick: a keepalive of 20 s does not fall within a measure of 5 s",
      "--quick: cuts at random keep their rate: there are fewer of them",
      "--quick: a silent cut is noticed by the keepalive, which stays 20 s",
    ]);
  });

  it("keeps the times of a load that waits for the broker, and says so", () => {
    const text = `name: x\nload: { kind: hold, step: connection, levels: [0, 2], settle: 2s }\nsensors: { count: 2 }\ntrials: 5\n`;
    const { load, trials } = quick(text);
    expect(load).toMatchObject({ settleNs: 2e9 });
    expect(trials).toBe(1);
    expect(quicken(readText(text)).notes.at(-1)).toBe(
      "--quick: the times of this load are what a broker needs for it, and stay",
    );
  });

  it("is refused where a threshold counts the messages of the whole measure", () => {
    const text = `name: x\n${twoSensors}\nthresholds: [connected == 2, acknowledged >= 60, unsent == 0, unsent < 5]\nqos: 1\n`;
    expect(mistakeIn(() => quicken(readText(text)))).toMatchObject({
      code: "usage",
      problems: [
        "s.yaml:3:30: `acknowledged >= 60` counts the messages of the whole measure, of which --quick makes a part",
      ],
    });
    // Nothing is scaled here.
    expect(quick(`${text}phases: { measure: 5s }\n`).phases.measureNs).toBe(5e9);
  });
});
