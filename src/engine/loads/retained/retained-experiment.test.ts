import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fakeScenario, fakeSensors, fakeSubscribers } from "../../../scenario/testing/fake-scenario.ts";
import { retained as row } from "../../../scenario/loads/retained.ts";
import { changesLastByte, ScriptedBroker } from "../../testing/scripted-broker.ts";
import type { Script } from "../../testing/scripted-broker.ts";
import { runSteps } from "../../testing/stepwise-rig.ts";
import { RetainedExperiment } from "./retained-experiment.ts";

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

/** Six retained messages, two late subscribers to all of them; four topics are checked. */
async function run(script: Partial<Script> = {}) {
  const broker = new ScriptedBroker(script);
  const settings = { kind: "retained", checkedTopics: 4, timeoutNs: 2e9, settleNs: 50e6 } as const;
  const scenario = {
    sensors: [fakeSensors({ count: 6, qos: 1 })],
    subscribers: [fakeSubscribers({ count: 2, qos: 1 })],
    load: settings,
  };
  const load = await runSteps(broker, scenario, (bench) => new RetainedExperiment(bench, settings));
  const { section, metrics } = load.found();
  if (section.kind !== "retained") throw new Error("not a retained section");
  const checks = section.checks.map(({ found, expected, stale }) => [found, expected, stale]);
  const [group] = section.groups;
  if (group === undefined) throw new Error("no late subscribers");
  return { section, metrics, checks, group };
}

test("each late subscriber gets each message once, flagged, and the lower QoS of the nine pairs arrives", async () => {
  const { section, checks, group, metrics } = await run();
  expect(group).toMatchObject({ expected: 12, arrived: 12, missing: 0, duplicate: 0, unflagged: 0 });
  const exact = section.pairs.filter(({ filter }) => filter === "exact");
  expect(
    exact.map(({ publishQos, subscribeQos, live, retained }) => [publishQos, subscribeQos, live?.qos, retained?.qos]),
  ).toEqual(
    [0, 1, 2].flatMap((sent) => [0, 1, 2].map((asked) => [sent, asked, Math.min(sent, asked), Math.min(sent, asked)])),
  );
  // Not replaced, replaced, subscribed, subscribed again, half of them cleared.
  expect(checks).toEqual([
    [4, 4, 0],
    [4, 4, 0],
    [4, 4, 0],
    [4, 4, 0],
    [2, 2, 0],
  ]);
  expect(metrics).toMatchObject({ retainedMissing: { value: 0 }, retainedWrong: { value: 0 } });
  expect(section.ledger.unreconciledConnections).toBe(0);
});

test("a broker that keeps all but one topic: what is missing is counted for each subscriber, with its age", async () => {
  const { group } = await run({ retains: ({ topic }) => topic !== "sensors/6" });
  expect(group).toMatchObject({ expected: 12, arrived: 10, missing: 2 });
  expect(group.subscribeToLast).toMatchObject({ count: 0, unended: { count: 2 } });
});

test("a broker that alters what it passes on: nothing came as it was sent, in pairs, to late subscribers and in checks", async () => {
  const { section, checks, group } = await run({ alters: changesLastByte });
  expect(group).toMatchObject({ expected: 12, arrived: 0, missing: 12 });
  expect(section.pairs.filter(({ live, retained }) => live !== null || retained !== null)).toEqual([]);
  expect(checks.map(([found]) => found)).toEqual([0, 0, 0, 0, 0]);
});

/** The most that the plan gives these. */
const planned = row.timeNs(fakeScenario({ subscribers: [fakeSubscribers({ count: 2 })] }), {
  kind: "retained",
  checkedTopics: 4,
  timeoutNs: 2e9,
  settleNs: 50e6,
});

test("a broker that acknowledges nothing ends the trial: what it does not let clear the next pair would find", async () => {
  await expect(run({ acknowledges: () => false })).rejects.toThrow(
    "the broker did not acknowledge the message that clears sensors/1/pair",
  );
  expect(Date.now() * 1e6).toBeLessThan(planned);
});

test("a broker that answers no QoS 2 is waited for once, not for each pair", async () => {
  const deaf: Script["answer"] = (packet) => (packet.cmd === "publish" && packet.qos === 2 ? [] : undefined);
  const { section } = await run({ answer: deaf });
  const notes = section.pairs.map(({ publishQos, note }) => [publishQos, note]);
  expect(notes).toEqual(notes.map(([qos]) => [qos, qos === 2 ? "did not answer" : null]));
  expect(Date.now() * 1e6).toBeLessThan(planned);
});

test("a broker that answers no SUBSCRIBE ends the trial at the first, within the time planned", async () => {
  const deaf: Script["answer"] = (packet) => (packet.cmd === "subscribe" ? [] : undefined);
  await expect(run({ answer: deaf })).rejects.toThrow("the subscription to sensors/1/pair was not answered: no SUBACK");
  expect(Date.now() * 1e6).toBeLessThan(planned);
});

test("a broker that leaves out the retain flag: all arrive, unflagged", async () => {
  const { group, metrics } = await run({ flagsRetained: false });
  expect(group).toMatchObject({ arrived: 12, missing: 0, unflagged: 12 });
  // The nine pairs, with an exact filter and with a wildcard.
  expect(metrics["retainedWrong"]).not.toMatchObject({ value: 0 });
});

test("a broker that never replaces: the old message is stale", async () => {
  const first = new Set<string>();
  const keepsFirst: Script["retains"] = ({ topic, payload }) => {
    const isNew = !first.has(topic);
    if (payload.length > 0) first.add(topic);
    else first.delete(topic);
    return isNew || payload.length === 0;
  };
  const { checks, metrics } = await run({ retains: keepsFirst });
  expect(checks[1]).toEqual([4, 4, 4]);
  expect(metrics["retainedWrong"]).not.toMatchObject({ value: 0 });
});

test("a broker that clears nothing: what should be gone is found", async () => {
  const { checks } = await run({ retains: ({ payload }) => payload.length > 0 });
  expect(checks.at(-1)).toEqual([4, 2, 0]);
});
