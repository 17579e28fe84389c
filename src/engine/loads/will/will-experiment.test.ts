import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DeathRow } from "../../../result/loads/will.ts";
import { fakeSensors } from "../../../scenario/testing/fake-scenario.ts";
import type { Death } from "../../../scenario/loads/will.ts";
import { changesLastByte, ScriptedBroker } from "../../testing/scripted-broker.ts";
import type { Script } from "../../testing/scripted-broker.ts";
import { runSteps } from "../../testing/stepwise-rig.ts";
import { WillExperiment } from "./will-experiment.ts";

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

interface Case {
  readonly death: Death;
  readonly script?: Partial<Script>;
  readonly retain?: boolean;
}

/** Three sensors die in one way, one subscriber watches. */
async function die({ death, script = {}, retain = false }: Case) {
  const broker = new ScriptedBroker(script);
  const sensors = [fakeSensors({ count: 3, qos: 1, retain })];
  const settings = { kind: "will", deaths: [death], delaySeconds: 0, timeoutNs: 5e9, settleNs: 1e9 } as const;
  const load = await runSteps(
    broker,
    { sensors, load: settings, keepaliveSeconds: 1 },
    (bench) => new WillExperiment(bench, settings),
  );
  const { section, metrics } = load.found();
  const [row] = section.kind === "will" ? section.rows : [];
  if (section.kind !== "will" || row === undefined) throw new Error("no row of a death");
  return { broker, row, metrics, ledger: section.ledger };
}

const counts = ({ died, expected, delivered, lost, duplicate, unwanted }: DeathRow): readonly number[] => [
  died,
  expected,
  delivered,
  lost,
  duplicate,
  unwanted,
];

test.each(["reset", "protocol error", "takeover"] as const)("%s: the will of each sensor comes once", async (death) => {
  const { row, ledger } = await die({ death });
  expect(counts(row)).toEqual([3, 3, 3, 0, 0, 0]);
  expect([row.leftOpen, ledger.unreconciledConnections]).toEqual([0, 0]);
});

test("disconnect: no will comes, and none is expected", async () => {
  const { row } = await die({ death: "disconnect" });
  expect(counts(row)).toEqual([3, 0, 0, 0, 0, 0]);
});

test("a broker that publishes wills after DISCONNECT: they are unwanted, and nothing is delivered", async () => {
  const { row, metrics } = await die({ death: "disconnect", script: { forgetsWillAtDisconnect: false } });
  expect(counts(row)).toEqual([3, 0, 0, 0, 0, 3]);
  expect(metrics["willsUnwanted"]).toMatchObject({ value: 3 });
  expect(metrics["deathToDelivery"]).toBeUndefined();
});

test("a broker that loses a will: it is counted with its age, which is that of the wait at least", async () => {
  const { row, metrics } = await die({
    death: "reset",
    script: { willsOf: (clientId) => (clientId.endsWith("x2") ? 0 : 1) },
  });
  expect(counts(row)).toEqual([3, 3, 2, 1, 0, 0]);
  expect(metrics["willsLost"]).toMatchObject({ value: 1 });
  expect(row.deathToDelivery).toMatchObject({ count: 2, unended: { count: 1 } });
  expect(row.deathToDelivery?.max).toBeGreaterThanOrEqual(5e9);
});

test("a broker that alters wills: none of them is the one that was left, alive or retained", async () => {
  const { row } = await die({ death: "reset", script: { alters: changesLastByte }, retain: true });
  expect(counts(row)).toEqual([3, 3, 0, 3, 0, 0]);
  expect(row.retained).toEqual({ expected: 3, found: 0, flagged: 0 });
});

test("a broker that sends wills twice: the second of each is a duplicate", async () => {
  const { row, metrics } = await die({ death: "reset", script: { willsOf: () => 2 } });
  expect(counts(row)).toEqual([3, 3, 3, 0, 3, 0]);
  // The first of each alone has a latency, in the row and in the whole trial.
  expect(row.deathToDelivery).toMatchObject({ count: 3 });
  expect(metrics["deathToDelivery"]).toEqual(row.deathToDelivery);
});

test("retained wills are there for who subscribes later, flagged, and cleared afterwards", async () => {
  const { row, broker } = await die({ death: "reset", retain: true });
  expect(row.retained).toEqual({ expected: 3, found: 3, flagged: 3 });
  expect([...broker.retained.keys()]).toEqual([]);
});

test("a broker that keeps a will and leaves out the retain flag: found, and not flagged", async () => {
  const { row } = await die({ death: "reset", retain: true, script: { flagsRetained: false } });
  expect(row.retained).toEqual({ expected: 3, found: 3, flagged: 0 });
});
