/** Conducts the steady and the idle load: warm-up, measure, drain. */
import { setTimeout as sleep } from "node:timers/promises";
import { graces } from "../../../hurry.ts";
import { matchSensors } from "../../../scenario/audiences.ts";
import { firstSensors } from "../../../scenario/fleet.ts";
import { plannedBetween } from "../../../scenario/rates/rate-stages.ts";
import { saysWhichMessage } from "../../../scenario/payloads/payload.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import type { Observer } from "../../trial/observer.ts";
import { StageTotals } from "../../account/stage-totals.ts";
import type { LoadOutcome, ObservedAsking } from "../../account/observations.ts";
import type { Stage } from "../../trial/stage.ts";
import type { LoadTimes } from "../../messages.ts";

/** No delivery for so long, with nothing in flight, means that none is on its way. */
const quietNs = 300e6;
/** Counters of what is or was on its way. */
const arrivals = ["delivered", "altered", "unidentified", "duplicate"] as const;

/** `asks`: the broker owes nothing that would show whether it was there to the end. */
export async function conductSteady(stage: Stage, asks: boolean): Promise<LoadOutcome> {
  const { warmupNs, measureNs } = stage.scenario.phases;
  const startNs = Math.ceil((stage.now() + stage.leadNs) / 1000) * 1000;
  const measureFromNs = startNs + warmupNs;
  const times: LoadTimes = { startNs, measureFromNs, measureToNs: measureFromNs + measureNs };
  const stages = followCourse(stage, times);
  await stage.beginFaults(startNs);
  stage.pool.post({ kind: "load", times });
  if (await stage.endsEarly("warm-up", until(stage, measureFromNs))) {
    return { measure: null, times: await stopSending(stage, times), plateaus: [] };
  }
  const from = await stage.observer.sample();
  const isEarly = await stage.endsEarly("measure", throughStages(stage, stages, times));
  const ran = isEarly ? await stopSending(stage, times) : times;
  const to = await stage.observer.sample();
  await stage.endFaults();
  const end = stage.earlyEnd?.kind;
  if (end === undefined || end === "interrupted" || end === "threshold failed") await drain(stage);
  const asked = asks && end === undefined ? await askEveryone(stage) : null;
  const told = stages.toResult();
  return {
    measure: { from, to },
    times: ran,
    plateaus: [],
    ...(asked !== null && { asked }),
    ...(told.length > 0 && { stages: told }),
  };
}

/** Where a rate changes, each row says what was planned, and each stage is counted by itself. */
function followCourse({ scenario, observer }: Stage, { startNs, measureToNs }: LoadTimes): StageTotals {
  const within = (timeNs: number): number => Math.min(Math.max(timeNs, startNs), measureToNs) - startNs;
  observer.series.followPlan((fromNs, toNs) => {
    const planned = plannedBetween(scenario, within(fromNs), within(toNs));
    return planned === null ? null : planned / ((toNs - fromNs) / 1e9);
  });
  const stages = new StageTotals(scenario, startNs);
  observer.followStages(stages);
  return stages;
}

async function throughStages(stage: Stage, { boundariesNs }: StageTotals, { measureToNs }: LoadTimes): Promise<void> {
  for (const boundaryNs of boundariesNs) {
    await until(stage, boundaryNs);
    stage.observer.closeRow();
  }
  await until(stage, measureToNs);
}

/** After the last sample: what it costs the broker is in no figure of measure. null: the trial ended before. */
async function askEveryone(stage: Stage): Promise<ObservedAsking | null> {
  const atNs = stage.now();
  const asking = stage.pool.collect("asked");
  stage.pool.post({ kind: "ask" });
  const told = await stage.awaits(asking);
  if (told === null) return null;
  return {
    atNs,
    connections: told.value.reduce((total, { connections }) => total + connections, 0),
    silent: told.value.flatMap(({ silent }) => silent),
    withinSeconds: stage.scenario.connect.timeoutNs / 1e9,
  };
}

/** A little ahead, so that every shard hears of it before: what is sent later would be measured here and not there. */
async function stopSending(stage: Stage, times: LoadTimes): Promise<LoadTimes> {
  const atNs = stage.now() + stage.leadNs;
  stage.pool.post({ kind: "stop", atNs });
  await until(stage, atNs);
  return { ...times, measureToNs: Math.min(times.measureToNs, atNs) };
}

/** Waits until everything has ended that can still end, at most for the phase. Also after an early end, of which what was sent before is followed to its own. */
async function drain(stage: Stage): Promise<void> {
  stage.enter("drain");
  const { observer } = stage;
  const receivers = receiversPerSensor(stage.scenario);
  const { drainNs } = stage.scenario.phases;
  const isOver = untilDrained(stage, stage.now() + drainNs);
  let seen = -1;
  let quietFromNs = stage.now();
  let isBereft = false;
  void stage.bereft.then((early) => {
    isBereft = true;
    stage.end(early);
  });
  while (!isOver()) {
    await sleep(quietNs / 10 / 1e6);
    if (isBereft) return;
    const { totals, gauges } = observer;
    const arrived = arrivals.reduce((sum, name) => sum + totals.all(name), 0);
    const isMoving = gauges.inflight + gauges.inflightIn + gauges.waiting > 0 || arrived !== seen;
    if (isMoving) quietFromNs = stage.now();
    seen = arrived;
    if (stage.now() - quietFromNs > quietNs && hasAllDeliveries(observer, receivers)) return;
  }
}

/** The end of a drain, also of one that was begun before the user asked to stop: it then has so long more, at most. */
function untilDrained({ now, hurry }: Stage, untilNs: number): () => boolean {
  let hurriedUntilNs = Number.POSITIVE_INFINITY;
  return () => {
    hurriedUntilNs = Math.min(hurriedUntilNs, now() + hurry.leftMs(graces.drain) * 1e6);
    return now() >= Math.min(untilNs, hurriedUntilNs);
  };
}

async function until({ now }: Stage, timeNs: number): Promise<void> {
  await sleep(Math.max(0, (timeNs - now()) / 1e6), undefined, { ref: false });
}

/** Whether every message of measure that was sent has been seen, be it altered; true where that cannot be known from counts alone. */
function hasAllDeliveries({ totals }: Observer, receivers: readonly (number | null)[]): boolean {
  return receivers.every((each, group) => {
    if (each === null) return true;
    const account = group + 1;
    return (
      totals.counter(account, "delivered") + totals.counter(account, "altered") >=
      (totals.counter(account, "sent") - totals.counter(account, "refused")) * each
    );
  });
}

/** How many receivers each message of a group has, by group; null where that differs or the messages do not say whose they are. */
function receiversPerSensor(scenario: Scenario): readonly (number | null)[] {
  const matches = matchSensors(scenario);
  const first = firstSensors(scenario);
  return scenario.sensors.map(({ payload }, group) => {
    const [each, ...others] = new Set(matches.slice(first[group], first[group + 1]).map(({ length }) => length));
    return each === undefined || others.length > 0 || !saysWhichMessage(payload) ? null : each;
  });
}
