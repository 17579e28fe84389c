/** The result of fakeResult with a fleet that pays: a service without QoS 2, a data plan and a battery. */
import type { Fleet, RunResult } from "../schema.ts";
import { fakeResult } from "./fake-result.ts";

export const fakeFleet: Fleet = {
  devices: 100_000,
  periodNs: 300e9,
  payloadBytes: 64,
  keepaliveSeconds: 60,
  commands: { periodNs: 3600e9, payloadBytes: 64 },
  tls: { version: "1.3", handshakeBytes: 0 },
  tariff: {
    service: "Example Cloud",
    region: "Nowhere",
    read: "2026-11",
    sources: ["https://example.com/pricing"],
    notes: ["its free tier is left out"],
    levels: [0, 1],
    currency: "USD",
    rules: [
      {
        name: "messages",
        per: "message",
        stepBytes: 5000,
        size: "topic and payload",
        layer: "wire",
        meters: { PUBLISH: "both", PUBACK: "from-device" },
        prices: [
          { upTo: 1e9, amount: "1.00", per: 1e6 },
          { upTo: null, amount: "0.80", per: 1e6 },
        ],
      },
    ],
  },
  data: { amount: "0.40", currency: null, per: 1e6, stepBytes: 1000, rounds: "session" },
  radio: { rttNs: 1.6e9, wakeNs: 2e9, tailNs: 10e9, powerWatts: 0.5, release: true, batteryWattHours: 19 },
};

export function fakeFleetResult(changes: Partial<RunResult> = {}): RunResult {
  return fakeResult({ cases: fakeResult().cases.map((each) => ({ ...each, fleet: fakeFleet })), ...changes });
}
