import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ChurnLoad } from "../../../scenario/loads/churn.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import { fakeSensors, fakeSubscribers } from "../../../scenario/testing/fake-scenario.ts";
import { changesLastByte, ScriptedBroker } from "../../testing/scripted-broker.ts";
import type { Script } from "../../testing/scripted-broker.ts";
import { runSteps } from "../../testing/stepwise-rig.ts";
import { findShortage } from "./churn-result.ts";
import type { ChurnRow } from "../../../result/loads/churn.ts";
import type { Bench } from "../../stepwise/bench.ts";
import { ChurnExperiment } from "./churn-experiment.ts";

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

function fakeRow({ failed }: Pick<ChurnRow, "failed">): ChurnRow {
  const none = { due: 0, begun: 0, waited: 0, connected: 0, sessionsLost: 0, sent: 0 };
  const unheard = { expected: 0, delivered: 0, lost: 0, duplicate: 0 };
  return { name: "sensors", devices: 1, qos: 1, ...none, ...unheard, failed, connectTime: null, visitTime: null };
}

interface Case {
  readonly load?: Partial<ChurnLoad>;
  readonly script?: Partial<Script>;
  readonly scenario?: Partial<Scenario>;
}

/** Four devices come, two a second together for six seconds, after two of warm-up: four visits each. */
async function churned({ load: changes = {}, script = {}, scenario = {} }: Case) {
  const load: ChurnLoad = {
    kind: "churn",
    connectsPerSecond: 2,
    forNs: 6e9,
    warmupNs: 2e9,
    messages: 2,
    filter: null,
    stayNs: 0,
    leave: ["disconnect"],
    ...changes,
  };
  const sensors = [fakeSensors({ count: 4, qos: 1 })];
  const benches: Bench[] = [];
  const experiment = await runSteps(
    new ScriptedBroker(script),
    { sensors, subscribers: [fakeSubscribers({ qos: 1 })], load, ...scenario },
    (bench) => {
      benches.push(bench);
      return new ChurnExperiment(bench, load);
    },
  );
  const { section, metrics } = experiment.found();
  const [row] = section.kind === "churn" ? section.rows : [];
  if (section.kind !== "churn" || row === undefined) throw new Error("no row of a group");
  return { section, metrics, row, clients: benches[0]?.clientsOf("sensors") };
}

test.each(["disconnect", "reset", "silent"] as const)(
  "leave by %s: every visit connects once, and packets and bytes of its messages are as predicted",
  async (manner) => {
    const { section, row, metrics, clients } = await churned({ load: { leave: [manner] } });
    // No client was made that never came.
    expect(clients?.connected).toBe(clients?.planned);
    expect(row).toMatchObject({ due: 12, begun: 12, waited: 0, connected: 12, failed: {}, sent: 24 });
    expect(row).toMatchObject({ expected: 24, delivered: 24, lost: 0, duplicate: 0 });
    // Sixteen visits and the subscriber.
    expect(section.opened).toBe(17);
    expect(section.messages.differences).toEqual([]);
    expect(section.ledger.unreconciledConnections).toBe(0);
    expect(metrics["visitTime"]).toMatchObject({ kind: "histogram", count: 12 });
    expect(metrics["visits"]).toMatchObject({ value: 12 });
  },
);

test("each device comes with its own id and login at every visit, silent ones too, and so its session is cleared", async () => {
  const seen: string[] = [];
  const answer: Script["answer"] = (packet) => {
    if (packet.cmd === "connect")
      seen.push([packet.clientId, packet.username, packet.password?.toString()].map(String).join(" "));
    return undefined;
  };
  const identity = { clientId: "dev-{id}", username: "u{id}", password: "p{id}" };
  const sensors = [fakeSensors({ count: 4, qos: 1, identity })];
  const subscribers = [fakeSubscribers({ qos: 1, identity: { ...identity, clientId: null, username: "r{id}" } })];
  const session = { clean: false, reconnect: null };
  const load = { leave: ["silent", "disconnect"] as const };
  const { row } = await churned({ load, script: { answer }, scenario: { sensors, subscribers, session } });
  expect(row).toMatchObject({ connected: 12, failed: {}, lost: 0 });
  const times = (who: string): number => seen.filter((each) => each === who).length;
  expect(seen[0]).toBe("abcdefr1 r1 p1");
  expect([1, 2, 3, 4].map((id) => times(`dev-${id} u${id} p${id}`))).toEqual([4, 4, 4, 4]);
  expect(seen).toHaveLength(17);
});

test("a visit that is due while its device is still there waits, and keeps its intended time", async () => {
  const { row } = await churned({ load: { stayNs: 2.5e9 } });
  expect(row).toMatchObject({ due: 12, begun: 12, connected: 12, waited: 12 });
  // Each stays so long, and those of warm-up count.
  expect(row.shortestNs).toBeGreaterThanOrEqual(2.5e9);
  expect(row.shortestNs).toBeLessThan(2.6e9);
  expect(row.connectTime?.max).toBeGreaterThanOrEqual(1.4e9);
});

test("visits that never begin have their age in every time, waited, and failed: the broker refused nobody", async () => {
  // One device that stays for half a second takes some forty of a hundred visits before nobody waits any more.
  const { row, metrics } = await churned({
    load: { connectsPerSecond: 100, forNs: 1e9, warmupNs: 0, stayNs: 0.5e9 },
    scenario: { sensors: [fakeSensors({ count: 1, qos: 1 })] },
  });
  expect(row).toMatchObject({ due: 100, waited: 99, connected: row.begun, expected: row.sent, lost: 0 });
  expect(row.begun).toBeGreaterThan(1);
  const never = 100 - row.begun;
  expect(never).toBeGreaterThan(50);
  expect(row.failed).toEqual({ "not begun: its device was still there when the trial ended": never });
  for (const time of [row.connectTime, row.visitTime, metrics["connectTime"], metrics["visitTime"]]) {
    if (time?.kind !== "histogram") throw new Error("no time");
    expect([time.count, time.unended?.count]).toEqual([row.begun, never]);
    expect(time.percentiles["p50"]).toBeGreaterThanOrEqual(20e9);
  }
  expect(metrics["visits"]).toMatchObject({ value: 100 });
  expect(metrics["visitsWaited"]).toMatchObject({ value: 99 });
  expect(metrics["visitsFailed"]).toMatchObject({ value: never });
  expect(metrics["connectDelay"]).toMatchObject({ count: 1 });
});

test("a broker that accepts nobody is told by its cause, and once", async () => {
  let connects = 0;
  const refuses: Script["answer"] = ({ cmd }) => {
    if (cmd !== "connect") return undefined;
    connects += 1;
    // The subscriber gets in.
    return connects === 1 ? undefined : [{ cmd: "connack", sessionPresent: false, returnCode: 3 }];
  };
  const { row, metrics } = await churned({ script: { answer: refuses } });
  expect(row).toMatchObject({ begun: 12, connected: 0, sent: 0 });
  expect(Object.values(row.failed)).toEqual([12]);
  expect(metrics["visitsFailed"]).toMatchObject({ value: 12 });
  expect(row.connectTime?.unended?.count).toBe(12);
});

test("connects that this machine could not make are no fault of the broker's", () => {
  const row = { failed: { "no CONNACK within 10 s": 2, "no source port left, or not an address": 3 } };
  expect(findShortage([fakeRow(row)]).map(({ text }) => text)).toEqual([
    "3 connects failed on this machine, not at the broker: no source port left, or not an address; use a lower rate, or a shorter load.for",
  ]);
  expect(findShortage([fakeRow({ failed: { "no CONNACK within 10 s": 2 } })])).toEqual([]);
});

test("messages that are never acknowledged fail their visit", async () => {
  const { row } = await churned({
    script: { acknowledges: () => false },
    load: { connectsPerSecond: 1, forNs: 2e9, warmupNs: 0 },
  });
  expect(row.failed).toEqual({ "messages not acknowledged within 10 s": 2 });
  expect(row.visitTime?.unended?.count).toBe(2);
});

test("a kept session that the broker had forgotten is told", async () => {
  const session = { clean: false, reconnect: null };
  const kept = await churned({ scenario: { session } });
  expect(kept.row.sessionsLost).toBe(0);
  const { row } = await churned({ scenario: { session }, script: { keepsSessions: false } });
  expect(row.sessionsLost).toBe(12);
});

test("messages that a broker alters do not count as delivered", async () => {
  const { row } = await churned({ script: { alters: changesLastByte } });
  expect(row).toMatchObject({ sent: 24, expected: 24, delivered: 0, lost: 24 });
});

test("without a subscriber nothing is expected, and no figure says that nothing was lost", async () => {
  const { row, metrics } = await churned({ scenario: { subscribers: [] } });
  expect(row).toMatchObject({ sent: 24, expected: 0, lost: 0 });
  expect(metrics["visitMessagesLost"]).toBeUndefined();
});
