import { describe, expect, it } from "vitest";
import { problemsOf, readOne, readText, twoSensors } from "../../testing/fake-scenario-file.ts";

describe("the thresholds of a scenario", () => {
  const text = `name: x
sweep: { qos: [0, 1, 2], seed: [1, 2] }
${twoSensors}
subscribers: { topic: sensors/# }
thresholds:
  - lost == 0
  - "qos=2: serviceTime.p50 < 2ms"
  - "qos=1,seed=2: duplicate == 0"
`;

  it("apply to every case, or to those they name", () => {
    expect(
      readText(text).cases.map(({ id, scenario }) => [id, ...scenario.thresholds.map(({ metric }) => metric)]),
    ).toEqual([
      ["qos=0,seed=1", "lost"],
      ["qos=0,seed=2", "lost"],
      ["qos=1,seed=1", "lost"],
      ["qos=1,seed=2", "lost", "duplicate"],
      ["qos=2,seed=1", "lost", "serviceTime"],
      ["qos=2,seed=2", "lost", "serviceTime"],
    ]);
  });

  it("know where they stand in the file", () => {
    const positions = readText(text)
      .cases.at(-1)
      ?.scenario.thresholds.map(({ position }) => position);
    expect(positions?.map((position) => [position?.line, position?.column])).toEqual([
      [6, 5],
      [7, 5],
    ]);
  });

  it("may end the run, from a time on, and stand where their check does", () => {
    const [first, second] = readOne(
      `name: x\n${twoSensors}\nsubscribers: { topic: "#" }\nthresholds:\n  - lost == 0\n  - { check: duplicate == 0, abortAfter: 10s }\n`,
    ).thresholds;
    expect(first?.abortAfterNs).toBeNull();
    expect(second).toMatchObject({ text: "duplicate == 0", abortAfterNs: 10e9, position: { column: 14 } });
  });

  it("may end the run only by what is known while it runs", () => {
    const ending = (entries: string, more = ""): string => `name: x\n${more}${twoSensors}\nthresholds:\n${entries}`;
    const early = "  - { check: lost == 0, abortAfter: 1s }\n  - { check: sent > 5, abortAfter: 1s }\n";
    const incomplete = "  - { check: lost == 0 }\n  - { chek: lost == 0, abortAfter: 1s }\n  - 5\n";
    expect(problemsOf(ending(early))).toMatchInlineSnapshot(`
      [
        "s.yaml:4:14: lost is known only when the trial is over: leave abortAfter out",
        "s.yaml:5:14: sent only grows while the trial runs: with > it is known only when it is over; leave abortAfter out",
      ]
    `);
    expect(problemsOf(ending(incomplete))).toMatchInlineSnapshot(`
      [
        "s.yaml:4:5: thresholds.0.abortAfter: expected a duration such as 250us, 20ms, 5s, 2min or 1h, got nothing",
        "s.yaml:5:5: thresholds.1.check is missing",
        "s.yaml:5:7: unknown key \`chek\`; did you mean \`check\`?",
        "s.yaml:6:5: thresholds.2: expected a text such as "lost == 0", or { check, abortAfter }, got 5",
      ]
    `);
    const retained = "load: { kind: retained }\n";
    const connecting = "  - { check: connectLatency.p99 < 1s, abortAfter: 1s }\n";
    expect(problemsOf(ending(connecting, retained))).toContainEqual(
      expect.stringContaining("under load retained no threshold ends a run: leave abortAfter out"),
    );
  });

  it("may not be of an unknown metric, a wrong statistic, unit or case", () => {
    const wrong = `name: x
sweep: { qos: [1, 2] }
${twoSensors}
thresholds:
  - publishLatensy.p99 < 5ms
  - publishLatency < 5ms
  - publishLatency.p98 < 5ms
  - lost.p99 == 0
  - publishLatency.p99 < 5
  - lost == 0 B
  - "qso=2: lost == 0"
  - "qos=0: lost == 0"
  - lost is 0
`;
    expect(problemsOf(wrong)).toMatchInlineSnapshot(`
      [
        "s.yaml:5:5: unknown metric publishLatensy; did you mean \`publishLatency\`?",
        "s.yaml:6:5: publishLatency needs a statistic (.min, .mean, .p50, .p75, .p90, .p95, .p99, .p99.9, .p99.99, .max), got nothing",
        "s.yaml:7:5: publishLatency needs a statistic (.min, .mean, .p50, .p75, .p90, .p95, .p99, .p99.9, .p99.99, .max), got .p98",
        "s.yaml:8:5: lost is one value: it has no p99",
        "s.yaml:9:5: publishLatency is compared with a duration such as 250us, 20ms, 5s, 2min or 1h, got 5",
        "s.yaml:10:5: lost is compared with a number such as 0, got 0 B",
        "s.yaml:11:5: no axis qso is swept; did you mean \`qos\`?",
        "s.yaml:12:5: no case has qos=0: the sweep has 1, 2",
        "s.yaml:13:5: expected a threshold such as \`publishLatency.p99 < 250ms\`, \`qos=2: serviceTime.p50 < 2ms\` (of a case) or \`alarms: lost == 0\` (of a group), got "lost is 0"",
      ]
    `);
  });

  it("may not name a group that does not exist, nor what a group does not have", () => {
    const wrong = `name: x
sensors:
  - { name: alarms, count: 1, topic: "a/{id}", every: 1s }
  - { name: readings, count: 1, topic: "r/{id}", every: 1s }
subscribers: { topic: "+/+" }
thresholds:
  - "alarms: lost == 0"
  - "alarmz: lost == 0"
  - "alarms: brokerRssPeak < 1GB"
`;
    expect(problemsOf(wrong)).toEqual([
      "s.yaml:8:5: no group of sensors is called alarmz; did you mean `alarms`?",
      "s.yaml:9:5: brokerRssPeak is measured over all groups together: leave alarms out, or name a latency, account, rate or cost of its messages",
    ]);
  });

  it("written by --set are wrong there", () => {
    const sound = `name: x\n${twoSensors}\n`;
    expect(problemsOf(sound, { set: ["thresholds=[lots == 0]"] })).toMatchInlineSnapshot(`
      [
        "--set thresholds=[lots == 0]: unknown metric lots; did you mean \`lost\`?",
      ]
    `);
    expect(problemsOf(sound, { set: [`thresholds=["nobody: lost == 0"]`] })).toEqual([
      expect.stringMatching(/^--set thresholds=\["nobody: lost == 0"\]: no group of sensors is called nobody/u),
    ]);
  });
});
