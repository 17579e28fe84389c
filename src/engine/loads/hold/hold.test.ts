import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readOne } from "../../../scenario/testing/fake-scenario-file.ts";
import type { FromWorker } from "../../messages.ts";
import { fakeShard } from "../../testing/fake-shard.ts";
import { ScriptedBroker } from "../../testing/scripted-broker.ts";
import type { Script } from "../../testing/scripted-broker.ts";

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

const levels = [20, 0, 60, 20, 0];

/** A level as the shard tells it, and what the broker has then. */
interface Reached {
  /** What was not brought to the broker. */
  readonly unfilled: number;
  /** What does not stand at its step. */
  readonly missing: number;
  readonly held: number;
  readonly broker: Pick<ScriptedBroker, "inflight" | "queued" | "connections"> & { readonly retained: number };
}

interface Case {
  readonly script?: Partial<Script>;
  /** As many sensors. */
  readonly sensors?: number;
}

/** Four sensors, and a subscriber for each, are brought to level after level as the main thread does it. */
function hold(step: string, { script = {}, sensors = 4 }: Case = {}): (level: number) => Reached {
  const broker = new ScriptedBroker(script);
  const scenario = readOne(
    `name: held
load: { kind: hold, step: ${step}, levels: [0, 20, 60], timeout: 5s }
sensors: { count: ${sensors}, topic: "h/{id}", payload: 16B }
subscribers: { count: 4, topic: "h/{id}" }
connect: { rate: 1000/s }
`,
  );
  const posted: FromWorker[] = [];
  const shard = fakeShard(scenario, broker.open, (message) => posted.push(message));
  shard.handle({ kind: "connect", fromNs: 0 });
  vi.advanceTimersByTime(200);
  shard.handle({ kind: "subscribe" });
  vi.advanceTimersByTime(200);
  expect(posted.map(({ kind }) => kind)).toEqual(["ready", "connected", "subscribed"]);
  const move = (order: "fill" | "settle", level: number): FromWorker | undefined => {
    shard.handle(order === "fill" ? { kind: order, level } : { kind: order });
    vi.advanceTimersByTime(10_000);
    return posted.at(-1);
  };
  const reach = (level: number): Reached => {
    const filled = move("fill", level);
    const settled = move("settle", level);
    if (filled?.kind !== "filled" || settled?.kind !== "settled") throw new Error("a move has not ended");
    const { inflight, queued, connections, retained } = broker;
    const { missing, held } = settled;
    return {
      unfilled: filled.missing,
      missing,
      held,
      broker: { inflight, queued, connections, retained: retained.size },
    };
  };
  // Sessions that are to be away leave before anything is sent to them.
  expect(reach(0)).toMatchObject({ unfilled: 0, missing: 0, held: 0 });
  return reach;
}

test.each(["pubrel", "puback", "pubrec", "pubcomp"])("%s: the broker has in flight what is held", (step) => {
  const reached = levels.map(hold(step));
  expect(reached.map(({ broker }) => broker.inflight)).toEqual(levels);
  expect(reached.map(({ held }) => held)).toEqual(levels);
  expect(reached.map(({ unfilled, missing }) => [unfilled, missing])).toEqual(levels.map(() => [0, 0]));
});

test("connection: the broker has as many connections as are held", () => {
  const reached = levels.map(hold("connection", { sensors: 60 }));
  expect(reached.map(({ broker }) => broker.connections)).toEqual(levels);
  expect(reached.map(({ missing }) => missing)).toEqual(levels.map(() => 0));
});

test("offline: whole queues are filled and emptied, and nothing of them is lost", () => {
  const reached = levels.map(hold("offline"));
  // A queue is 15 messages: what is nearest to 20 is one.
  expect(reached.map(({ broker }) => broker.queued)).toEqual([15, 0, 60, 15, 0]);
  expect(reached.map(({ broker }) => broker.connections)).toEqual(levels.map(() => 4));
  expect(reached.map(({ missing }) => missing)).toEqual(levels.map(() => 0));
});

test("retained: as many messages are retained, each on a topic of its own, and cleared again", () => {
  const reached = levels.map(hold("retained"));
  expect(reached.map(({ broker }) => broker.retained)).toEqual(levels);
  expect(reached.map(({ unfilled }) => unfilled)).toEqual(levels.map(() => 0));
});

test("a broker that stops acknowledging: the level is told as not reached, by how many", () => {
  // The first level and its release, and half of the next.
  const reach = hold("retained", { script: { acknowledges: (nth) => nth <= 50 } });
  expect([20, 0].map((level) => reach(level).unfilled)).toEqual([0, 0]);
  expect(reach(20).unfilled).toBe(10);
});

test("a broker that delivers nothing: all is missing, and nothing is held", () => {
  const reach = hold("puback", { script: { forwards: false } });
  expect(reach(20)).toMatchObject({ unfilled: 0, missing: 20, held: 0 });
});

test("a broker with a window for each client: what is beyond waits in its queue, and is not held", () => {
  const reach = hold("puback", { script: { window: 3 } });
  expect(reach(20)).toMatchObject({ unfilled: 0, missing: 8, held: 12, broker: { inflight: 12, queued: 8 } });
  expect(reach(0)).toMatchObject({ missing: 0, held: 0, broker: { inflight: 0, queued: 0 } });
});
