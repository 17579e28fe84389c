import { describe, expect, it } from "vitest";
import { mistakeIn, problemsOf, readOne, readText } from "../testing/fake-scenario-file.ts";

/** `due` messages in measure; `more` on the group of sensors. */
function text(due: number, threshold: string, more = "", rest = ""): string {
  const sensors = `sensors: { count: 10, qos: 2, rate: ${due}/s, window: 10${more} }`;
  return `name: x\n${sensors}\nphases: { measure: 1s }\n${rest}thresholds: [${JSON.stringify(threshold)}]\n`;
}

const two = 'subscribers: { count: 2, topic: "sensors/+", qos: 1 }\n';

describe("a percentile that so few messages say nothing of", () => {
  it("is a mistake with its place, and names one that they do", () => {
    expect(problemsOf(text(40, "publishLatency.p99 < 1s"))).toEqual([
      "s.yaml:4:14: publishLatency.p99 < 1s: p99 needs 1,000 samples and measure has messages for at most 40: it can only fail; make phases.measure longer, send more often, or ask for p75",
    ]);
  });

  it.each([
    ["publishLatency.p99 < 1s", 990, "p99 needs 1,000 samples"],
    ["serviceTimeLessReadLag.p99.9 < 1s", 9990, "p99.9 needs 10,000 samples"],
    ["releaseLeg.p90 < 1s", 90, "p90 needs 100 samples"],
    ["publishDelay.p75 < 1s", 30, "p75 needs 40 samples"],
  ])("is one: %s of %i messages", (threshold, due, words) => {
    const problems = problemsOf(text(due, threshold));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(words);
  });

  it.each([
    ["publishLatency.p99 < 1s", 1000],
    ["publishLatency.p99.9 < 1s", 10_000],
    ["publishLatency.p75 < 1s", 40],
    ["publishLatency.p50 < 1s", 10],
    ["publishLatency.max < 1s", 10],
  ])("is none: %s of %i messages", (threshold, due) => {
    expect(readOne(text(due, threshold)).thresholds).toHaveLength(1);
  });

  it("counts deliveries where the metric is of them", () => {
    expect(readOne(text(500, "endToEndLatency.p99 < 1s", "", two)).thresholds).toHaveLength(1);
    expect(problemsOf(text(490, "endToEndLatency.p99 < 1s", "", two))[0]).toContain(
      "measure has deliveries for at most 980",
    );
  });

  it("counts the messages of a group where the threshold names one", () => {
    const groups = `name: x
sensors:
  - { name: few, count: 2, qos: 1, rate: 20/s, topic: "a/{id}" }
  - { name: many, count: 2, qos: 1, rate: 2000/s, topic: "b/{id}", window: 100 }
  - { name: silent, count: 2, qos: 0, rate: 2000/s, topic: "c/{id}" }
phases: { measure: 1s }
thresholds: ["publishLatency.p99 < 1s", "many: publishLatency.p99 < 1s", "few: publishLatency.p99 < 1s"]
`;
    expect(problemsOf(groups)).toEqual([
      expect.stringContaining(
        "few: publishLatency.p99 < 1s: p99 needs 1,000 samples and measure has messages for at most 20",
      ),
    ]);
  });

  it("names the case of a sweep in which it is one", () => {
    const swept = text(500, "publishLatency.p99 < 1s", "", "sweep: { phases.measure: [1s, 2s] }\n");
    expect(problemsOf(swept)).toEqual([expect.stringContaining("in case phases.measure=1s: p99 needs 1,000 samples")]);
  });

  it("is told once of several cases, and as what was typed where it was written over the file", () => {
    const swept = text(300, "publishLatency.p99 < 1s", "", "sweep: { phases.measure: [1s, 2s] }\n");
    expect(problemsOf(swept)).toEqual([
      expect.stringContaining("in case phases.measure=1s (and in 1 more): p99 needs"),
    ]);
    const written = () =>
      readText(text(300, "lost == 0", "", two), { set: ['thresholds=["publishLatency.p99 < 1s"]'] });
    expect(mistakeIn(written).problems).toEqual([expect.stringMatching(/^--set .*: p99 needs 1,000 samples/u)]);
  });

  it("is unknown in a closed loop, and by chance only where it is far from enough", () => {
    const closed = `name: x\nsensors: { count: 2, qos: 1, loop: closed }\nthresholds: ["publishLatency.p99 < 1s"]\n`;
    expect(readOne(closed).thresholds).toHaveLength(1);
    expect(readOne(text(600, "publishLatency.p99 < 1s", ", arrival: poisson")).thresholds).toHaveLength(1);
    expect(problemsOf(text(400, "publishLatency.p99 < 1s", ", arrival: poisson"))).toHaveLength(1);
  });

  it("is one of clients that connect once, and unknown where they come back", () => {
    expect(problemsOf(text(2000, "connectLatency.p90 < 1s"))[0]).toContain("clients that connect are at most 10");
    const back = text(2000, "connectLatency.p90 < 1s", "", "session: { reconnect: 1s }\n");
    expect(readOne(back).thresholds).toHaveLength(1);
  });
});

describe("a threshold on round trips of PINGREQ", () => {
  // At most 500 ms for the broker's start, 1 s to connect, 7 s of phases, and 10 s to ask every connection at the end.
  const idle = (keepalive: string, threshold = "pingRoundTrip.max < 1s", more = ""): string =>
    `name: x\nload: { kind: idle }\nsensors: { count: 10 }\nconnect: { rate: 10/s }\nphases: { warmup: 1s, measure: 5s, drain: 1s }\nkeepalive: ${keepalive}\n${more}thresholds: ["${threshold}"]\n`;

  it("is a mistake where none is due before the end of the trial, whatever its statistic", () => {
    for (const threshold of ["pingRoundTrip.max < 1s", "pingRoundTrip.p50 < 1s", "pingRoundTripLessReadLag.p99 < 1s"])
      expect(problemsOf(idle("60s", threshold))).toEqual([
        expect.stringMatching(
          /^s\.yaml:7:14: pingRoundTrip.*: no PINGREQ is due, with a keepalive of 60 s and a trial of 1\d(?:\.\d+)? s at most: it can only fail; make keepalive shorter or phases\.measure longer$/u,
        ),
      ]);
  });

  it("is none where one may be, or where the broker may ask for a shorter keepalive", () => {
    expect(readOne(idle("10s")).thresholds).toHaveLength(1);
    expect(readOne(idle("60s", "pingRoundTrip.max < 1s", 'protocol: "5"\n')).thresholds).toHaveLength(1);
    const hold = `name: x\nload: { kind: hold, step: connection, levels: [0, 10] }\nsensors: { count: 10 }\nkeepalive: 65535s\n`;
    expect(readOne(`${hold}thresholds: [pingRoundTrip.max < 1s]\n`).thresholds).toHaveLength(1);
  });
});
