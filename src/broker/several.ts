/** Several instances of a broker as one: independent of each other, measured together. */
import { addGauges } from "./gauges/gauge-probe.ts";
import { addLogs } from "./process/log-counter.ts";
import type { ProcessSample } from "../machine/process-probe.ts";
import type { BrokerSample, RestartOrder, RestartStep, RunningBroker } from "./running-broker.ts";

/** Starts one after the other; when one does not start, those before it are stopped. */
export async function startSeveral(
  count: number,
  startOne: (index: number) => Promise<RunningBroker>,
): Promise<RunningBroker> {
  const brokers: RunningBroker[] = [];
  try {
    while (brokers.length < count) brokers.push(await startOne(brokers.length));
  } catch (cause) {
    await Promise.all(brokers.map(async (broker) => await broker.stop()));
    throw cause;
  }
  const [first] = brokers;
  if (first === undefined) throw new Error("a broker has at least one instance");
  if (brokers.length === 1) return first;
  return {
    facts: { ...first.facts, instances: count },
    endpoints: brokers.flatMap(({ endpoints }) => endpoints),
    ...(first.plain !== undefined && { plain: first.plain }),
    sample: async () => addSamples(await Promise.all(brokers.map(async (broker) => await broker.sample()))),
    collect: async () => addSamples(await Promise.all(brokers.map(async (broker) => await broker.collect()))),
    exited: Promise.race(brokers.map(async ({ exited }) => await exited)),
    log: () => addLogs(brokers.flatMap(({ log }) => (log === undefined ? [] : [log()]))),
    forgetLog: () => {
      for (const { forgetLog } of brokers) forgetLog?.();
    },
    ownConnections: () => brokers.flatMap(({ ownConnections }) => ownConnections?.() ?? []),
    restart: async (order) => await restartAll(brokers, order),
    stop: async (hurry) => {
      await Promise.all(brokers.map(async (broker) => await broker.stop(hurry)));
    },
  };
}

/** Restarts all at once; a step is reported when the last has come so far. */
async function restartAll(brokers: readonly RunningBroker[], { onStep, ...order }: RestartOrder): Promise<void> {
  const reached = new Map<RestartStep, number>();
  const count = (step: RestartStep): void => {
    const now = (reached.get(step) ?? 0) + 1;
    reached.set(step, now);
    if (now === brokers.length) onStep(step);
  };
  await Promise.all(brokers.map(async ({ restart }) => await restart?.({ ...order, onStep: count })));
}

function addSamples(samples: readonly BrokerSample[]): BrokerSample {
  return {
    process: addProcesses(samples.map(({ process: each }) => each)),
    gauges: addGauges(samples.map(({ gauges }) => gauges)),
    problems: [...new Set(samples.flatMap(({ problems }) => problems))],
  };
}

function addProcesses(samples: readonly (ProcessSample | null)[]): ProcessSample | null {
  const known = samples.filter((each) => each !== null);
  if (known.length < samples.length) return null;
  const add = (key: "rssBytes" | "rssAnonBytes" | "cpuNs" | "runDelayNs"): number =>
    known.reduce((sum, each) => sum + each[key], 0);
  const pss = known.map(({ pssBytes }) => pssBytes).filter((bytes) => bytes !== null);
  return {
    rssBytes: add("rssBytes"),
    rssAnonBytes: add("rssAnonBytes"),
    pssBytes: pss.length < known.length ? null : pss.reduce((sum, bytes) => sum + bytes, 0),
    cpuNs: add("cpuNs"),
    runDelayNs: add("runDelayNs"),
  };
}
