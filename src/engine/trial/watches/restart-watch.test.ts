import { expect, test, vi } from "vitest";
import type { RestartOrder } from "../../../broker/running-broker.ts";
import { fakeScenario } from "../../../scenario/testing/fake-scenario.ts";
import { describeRestart, restartWarnings } from "../../account/faults/restart-result.ts";
import { RestartWatch } from "./restart-watch.ts";
import type { TimedOutage } from "../../account/faults/recovery-result.ts";

/** 5 s of warm-up before. */
const scenario = fakeScenario({ brokerRestart: { atNs: 3e9, downNs: 2e9, manner: "kill" } });

function outage(backNs: number | null): TimedOutage {
  const sensor = { client: "s", isSensor: true, account: 1, cause: "connection closed by the broker", isCut: false };
  return { ...sensor, lostNs: 9e9, fromNs: 9e9, backNs, hasSession: null, acknowledgedNs: null, isOwed: false };
}

/** Watches a load that began at 1 s, on a clock that moves when somebody waits, and a second with each step. */
async function watched(restart: (order: RestartOrder) => Promise<void>, onReady = vi.fn<() => void>()) {
  let nowNs = 1e9;
  const wait = async (ms: number): Promise<void> => void (nowNs += ms * 1e6);
  const step = (order: RestartOrder) => ({
    ...order,
    onStep: (name: Parameters<RestartOrder["onStep"]>[0]) => {
      nowNs += 1e9;
      order.onStep(name);
    },
  });
  const watch = new RestartWatch({
    scenario,
    restart: async (order) => await restart(step(order)),
    now: () => nowNs,
    wait,
    onReady,
  });
  await watch.begin(1e9);
  return { watch, onReady };
}

test("each step of the restart has its time since the load began, and the last client its time since the broker was ready", async () => {
  const { watch, onReady } = await watched(async ({ downMs, isKilled, onStep }) => {
    expect({ downMs, isKilled }).toEqual({ downMs: 2000, isKilled: true });
    for (const step of ["ended", "started", "ready"] as const) onStep(step);
  });
  expect(onReady).toHaveBeenCalledOnce();
  const section = describeRestart(watch.describe(), [outage(13.5e9), outage(15e9), outage(null), outage(7e9)]);
  expect(section).toEqual({
    plannedAtSeconds: 8,
    downSeconds: 2,
    manner: "kill",
    toldAtSeconds: 8,
    endedAtSeconds: 9,
    startedAtSeconds: 10,
    readyAtSeconds: 11,
    lastBackSeconds: 3,
  });
  expect(restartWarnings(section)).toEqual([]);
});

test("a broker that does not come back is said", async () => {
  const { watch } = await watched(async ({ onStep }) => onStep("ended"));
  const gone = describeRestart(watch.describe(), [outage(null)]);
  expect(gone).toMatchObject({
    endedAtSeconds: 9,
    startedAtSeconds: null,
    readyAtSeconds: null,
    lastBackSeconds: null,
  });
  expect(restartWarnings(gone)[0]?.text).toContain("did not take clients again");
});

test("a restart whose time did not come is not made, and said", async () => {
  const restart = vi.fn<() => Promise<void>>();
  const early: RestartWatch = new RestartWatch({
    scenario,
    restart,
    now: () => 0,
    wait: async () => early.cancel(),
    onReady: () => undefined,
  });
  await early.begin(1e9);
  expect(restart).not.toHaveBeenCalled();
  expect(restartWarnings(describeRestart(early.describe(), []))[0]?.text).toContain("was not restarted");
});

test("a scenario without a restart has none in its result", async () => {
  const wait = async (): Promise<void> => undefined;
  const options = { scenario: fakeScenario(), restart: null, now: () => 0, wait, onReady: () => undefined };
  const none = new RestartWatch(options);
  await none.begin(1e9);
  expect(describeRestart(none.describe(), [])).toBeUndefined();
});
