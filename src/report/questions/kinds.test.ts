/** The first sentence and the table of each kind of result that is one case, or that a key of its own sets apart. */
import { expect, test } from "vitest";
import { fakeFleetResult } from "../../result/testing/fake-fleet-result.ts";
import { fakeResult, fakeTrial } from "../../result/testing/fake-result.ts";
import type { RunResult, Trial } from "../../result/schema.ts";
import { absent } from "../format.ts";
import { answerTo } from "../questions.ts";

const value = (count: number, unit: "count" | "bytes" = "count") => ({ kind: "value", unit, value: count }) as const;

/** One case of one trial. */
function resultOf(changes: Partial<Trial>): RunResult {
  const [first] = fakeResult().cases;
  if (first === undefined) throw new Error("no case");
  return fakeResult({ cases: [{ ...first, trialsPlanned: 1 }], trials: [fakeTrial(0, changes)] });
}

function steadyLoad() {
  const { load } = fakeTrial(0);
  if (load.kind !== "steady") throw new Error("not steady");
  return load;
}

test("a fleet with prices is told what its month costs, by level, and what the service does not have", () => {
  const { headline, besides, table, picture } = answerTo(fakeFleetResult()) ?? {};
  expect(headline).toBe("A month of 100,000 devices: the data plan takes 363,280.00 at QoS 0 and 451,640.00 at QoS 2.");
  expect(besides).toEqual([
    "Example Cloud bills 936.00 USD at QoS 0, and has no QoS 2.",
    "Of the bill, commands down are 72.00 USD at QoS 0.",
    "A device's battery lasts 0.872 months at QoS 0 and 0.513 months at QoS 2, by the stated model of its radio.",
    expect.stringMatching(/deliveries came/u),
  ]);
  expect(table?.rows.slice(0, 3)).toEqual([
    [expect.stringMatching(/^ {2}data plan/u), "363,280.00", "451,640.00"],
    ["  bill, USD", "936.00", "no QoS 2"],
    ["  of it for messages up", "864.00", absent],
  ]);
  expect(picture?.kind === "bars" && picture.panels.map(({ title }) => title)).toContain("of it for commands down");
});

test("shared subscriptions: what came to no member, and to several, by case in words", () => {
  const counts = { subscriptions: 1, members: 5, delivered: 999, expected: 1000 };
  const spread = { least: 190, median: 200, most: 210 };
  const shareOf = (lost: number, again: number) => [{ name: "workers", ...counts, lost, again, spread, left: [] }];
  const [first] = fakeResult().cases;
  if (first === undefined) throw new Error("no case");
  const cases = [0, 1].map((members) => ({
    ...first,
    id: `leave=${members}`,
    axes: { qos: 1, "subscribers.leave.members": members },
  }));
  const trials = [shareOf(0, 0), shareOf(3, 2)].map((shares, index) => ({
    ...fakeTrial(0, { load: { ...steadyLoad(), shares } }),
    case: `leave=${index}`,
  }));
  const { headline, besides, table } = answerTo(fakeResult({ cases, trials })) ?? {};
  expect(headline).toBe("3 of 2,000 messages came to no member of the shared subscription, 2 to more than one.");
  expect(besides).toEqual(["QoS 1, 1 member leaves: 3 lost, 2 again; in every other case each came to one."]);
  expect(table?.rows).toEqual([
    ["QoS 1, all stay", "5", "1,000", "0", "0", "190", "200", "210"],
    ["QoS 1, 1 member leaves", "5", "1,000", "3", "2", "190", "200", "210"],
  ]);
});

test("a rate that changes: what came through, and the stage that was slowest", () => {
  const counts = { planned: 100, sent: 99, acknowledged: 98, delivered: 97, endToEndLatency: null };
  const stage = (name: string, p99Ns: number) => ({
    name,
    fromNs: 0,
    toNs: 5e9,
    ...counts,
    publishLatency: { count: 98, p50Ns: 1e6, p99Ns },
  });
  const load = { ...steadyLoad(), stages: [stage("night", 2e6), stage("noon", 9e6)] };
  const { headline, besides } = answerTo(resultOf({ load })) ?? {};
  expect(headline).toMatch(/1,000 messages were sent\. All 1,000 deliveries came/u);
  expect(besides).toEqual([
    "In the stage noon 99 of 100 messages had a publish latency of 9 ms or less, the longest of all stages; in night, the shortest, 2 ms (one trial).",
  ]);
});

function soaked(seconds: number): RunResult {
  const rows = Array.from({ length: seconds }, (_, second) => second);
  const columns = { brokerRss: rows.map(() => 1e7), generatorRss: rows.map((second) => 1e8 + second * 1e4) };
  return resultOf({ series: { seconds: rows, phase: rows.map(() => "measure"), columns } });
}

test("a run of ten minutes and more is asked whether memory grew; a shorter one is not", () => {
  const { headline, besides } = answerTo(soaked(600)) ?? {};
  expect(headline).toBe(
    "The broker's memory is flat, within 2 % an hour: 0 B an hour (99 % interval 0 B to 0 B) at 10 MB, over 10 min.",
  );
  expect(besides?.[0]).toBe(
    "mqbench's own memory grows: +36 MB an hour (99 % interval +36 MB to +36 MB) at 103 MB, over 10 min.",
  );
  expect(answerTo(soaked(500))?.headline).not.toContain("memory");
});

test("groups of sensors: what a message of each takes, beside the first", () => {
  const groups = [90, 96].map((bytes, index) => ({
    name: index === 0 ? "plain" : "expiry",
    qos: 1,
    metrics: { wireBytesPerMessage: value(bytes, "bytes"), lost: value(index) },
  }));
  const { headline, table } = answerTo(resultOf({ load: { ...steadyLoad(), groups } })) ?? {};
  expect(headline).toBe("Between sensor and broker a message takes from 90 B (plain) to 96 B (expiry), over 2 groups.");
  expect(table?.rows).toEqual([
    ["plain", "1", "90 B", "–", "–", "–", "0", "–"],
    ["expiry", "1", "96 B (+6)", "–", "–", "–", "1", "–"],
  ]);
});

test("transports: round trips until CONNACK and bytes of a message, each of one trial and not their sum", () => {
  const [first] = fakeResult().cases;
  if (first === undefined) throw new Error("no case");
  const names = ["tcp", "wss"];
  const cases = names.map((transport) => ({ ...first, id: transport, axes: { transport }, trialsPlanned: 2 }));
  const trials = names.flatMap((transport, index) =>
    [1, 2].map((trial) => {
      const made = fakeTrial(0, { trial });
      const own = {
        roundTripsPerConnection: value(2 + 2 * index),
        socketBytesUpPerMessage: value(90 + 30 * index, "bytes"),
      };
      return { ...made, case: transport, metrics: { ...made.metrics, ...own } };
    }),
  );
  const { headline, besides, table } = answerTo(fakeResult({ cases, trials })) ?? {};
  expect(headline).toBe("A connection takes from 2 (tcp) to 4 (wss) round trips until CONNACK.");
  expect(besides?.[0]).toBe("A message takes from 90 B (tcp) to 120 B (wss) on TCP, from the sensor to the broker.");
  expect(table?.rows[0]).toEqual(["  round trips until CONNACK", "2", "4"]);
});

test("transports: all that take most are named, and what a resumed session saves", () => {
  const [first] = fakeResult().cases;
  if (first === undefined) throw new Error("no case");
  const figures = {
    tcp: [2, 27, 4],
    "tls1.2": [4, 480, 1700],
    "tls1.3": [3, 352, 1651],
    "tls1.3-resumed": [3, 639, 538],
    wss: [4, 600, 1800],
  };
  const names = Object.keys(figures);
  const cases = names.map((transport) => ({ ...first, id: transport, axes: { transport }, trialsPlanned: 1 }));
  const trials = Object.entries(figures).map(([transport, [trips = 0, up = 0, down = 0]]) => {
    const made = fakeTrial(0);
    const own = {
      roundTripsPerConnection: value(trips),
      bytesUpPerConnection: value(up, "bytes"),
      bytesDownPerConnection: value(down, "bytes"),
    };
    return { ...made, case: transport, metrics: { ...made.metrics, ...own } };
  });
  const { headline, besides } = answerTo(fakeResult({ cases, trials })) ?? {};
  expect(headline).toBe("A connection takes from 2 (tcp) to 4 (tls1.2, wss) round trips until CONNACK.");
  expect(besides?.[0]).toBe(
    "A resumed TLS 1.3 session takes 3 round trips, 639 B up and 538 B down; a full one 3 round trips, 352 B up and 1,651 B down.",
  );
});
