/** The agents of a trial, for tests of what is told of them. */
import type { AgentsSection } from "../sections/agents-section.ts";

export function fakeAgents(names: readonly string[]): AgentsSection {
  return {
    leadNs: 500e6,
    startSkewNs: 3e6,
    agents: names.map((name) => ({
      name,
      host: "a machine",
      shards: 1,
      sensors: 50,
      subscribers: 1,
      clock: { offsetNs: -250e6, errorNs: 200e3, roundTripNs: 400e3, driftPpm: 0.1 },
      startNs: 1e6,
      cpu: 0.5,
      rssBytes: 110e6,
      sent: 500,
      acknowledged: 500,
      delivered: 500,
      latency: { metric: "publishLatency", count: 500, p50Ns: 900e3, p99Ns: null },
    })),
    acrossClocks: { deliveries: 500, of: 1000, errorNs: 400e3, p50Ns: null, p99Ns: null },
  };
}
