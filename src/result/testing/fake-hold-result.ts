/** A result of the hold experiment for tests: PUBACK withheld, at two payloads, five fresh brokers each. */
import { fakeResult, fakeTrial } from "./fake-result.ts";
import type { HoldSection, Plateau } from "../loads/hold.ts";
import type { ResultCase, RunResult, Trial } from "../schema.ts";

const levels = [0, 5000, 10_000, 20_000] as const;
const payloads = [16, 1024] as const;

/** Heap: payload + 290 B a held message; RSS: payload + 350 B, and nothing of it given back. */
export function fakeHoldResult(changes: Partial<RunResult> = {}): RunResult {
  const cases = payloads.map(holdCase);
  const trials = payloads.flatMap((payload) => [1, 2, 3, 4, 5].map((trial) => holdTrial(payload, trial)));
  return fakeResult({ scenario: { name: "inflight-memory" }, cases, trials, ...changes });
}

function holdCase(payload: number): ResultCase {
  return {
    id: `sensors.payload=${payload}B`,
    axes: { "sensors.payload": `${payload}B` },
    qos: { sensors: [1], subscribers: [1] },
    summary: `up to 20,000 messages delivered, PUBACK withheld, ${payload.toLocaleString("en")} B, QoS 1, spread over 50 clients, MQTT 3.1.1`,
    trialsPlanned: 5,
    unsupported: null,
    scenario: { name: "inflight-memory", load: { kind: "hold", step: "puback" } },
  };
}

function holdTrial(payload: number, trial: number): Trial {
  const [fleet, seconds] = [{ planned: 50, connected: 50, failed: {}, dropped: {} }, [1, 2, 3]];
  const load = holdSection(payload, trial);
  const bytes = (value: number) => ({ kind: "value", unit: "bytes", value }) as const;
  return fakeTrial(0, {
    case: `sensors.payload=${payload}B`,
    trial,
    sensors: fleet,
    subscribers: fleet,
    metrics: { brokerHeapPerHeld: bytes(heapPerHeld(payload, trial)), brokerRssPerHeld: bytes(payload + 350) },
    load,
    series: {
      seconds,
      phase: seconds.map(() => "hold"),
      columns: { inflight: [0, 10_000, 20_000], brokerRss: [9e6, 11e6, 13e6] },
    },
  });
}

/** Heap a held message, a few bytes apart from broker to broker. */
function heapPerHeld(payload: number, trial: number): number {
  return payload + 287 + trial;
}

function holdSection(payload: number, trial: number): HoldSection {
  const line = { residualShare: 0.01, note: null } as const;
  return {
    kind: "hold",
    step: "puback",
    qos: 1,
    payloadBytes: payload,
    holders: 50,
    plateaus: [
      ...levels.map((level, at) => plateau(payload, level, "rising", at)),
      ...levels.slice(0, 3).map((_, at) => plateau(payload, levels[2 - at] ?? 0, "falling", 4 + at)),
    ],
    lines: [
      { ...line, gauge: "heap", bytesPerHeld: heapPerHeld(payload, trial), plateaus: 7, through: "rise and fall" },
      { ...line, gauge: "rss", bytesPerHeld: payload + 350, plateaus: 3, through: "rise" },
      {
        gauge: "generatorRss",
        bytesPerHeld: null,
        residualShare: 0.3,
        plateaus: 3,
        through: "rise",
        note: "no growth",
      },
    ],
    givenBack: { heap: 0.98, rss: 0 },
    ledger: {
      connections: { up: {}, down: {} },
      socketBytes: { up: 0, down: 0 },
      reconciled: true,
      unreconciledConnections: 0,
    },
  };
}

function plateau(payload: number, held: number, direction: Plateau["direction"], at: number): Plateau {
  const resident = direction === "falling" ? 20_000 : held;
  return {
    level: held,
    held,
    withheld: held,
    missing: 0,
    direction,
    atSeconds: at * 2,
    bytes: { rss: 9e6 + resident * (payload + 350), heap: 3e6 + held * (payload + 290), generatorRss: 120e6 },
    counts: { inflight: held },
  };
}
