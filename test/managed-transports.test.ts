/** What clients come by at brokers that mqbench starts: each transport, seen by the TLS library. */
import { expect, test } from "vitest";
import type { RunResult } from "../src/result/schema.ts";
import { faultsOf, mqbench, savedResult, temporaryFolder, tiny, value } from "./mqbench.ts";
import { needBroker } from "./needs.ts";

const names = ["tcp", "tls1.2", "tls1.2-resumed", "tls1.3", "tls1.3-resumed", "ws", "wss"] as const;

/** Of each, by its name: URL scheme, round trips, version of TLS, and which kind of handshake all its connections made. */
const expected: Readonly<Record<Which["name"], readonly unknown[]>> = {
  tcp: ["mqtt", 2, []],
  "tls1.2": ["mqtts", 4, [["TLSv1.2", "full"]]],
  "tls1.2-resumed": ["mqtts", 3, [["TLSv1.2", "resumed"]]],
  "tls1.3": ["mqtts", 3, [["TLSv1.3", "full"]]],
  "tls1.3-resumed": ["mqtts", 3, [["TLSv1.3", "resumed"]]],
  ws: ["ws", 3, []],
  wss: ["wss", 4, [["TLSv1.3", "full"]]],
};

const clients = ["native", "mqttjs"] as const;

interface Which {
  readonly client: (typeof clients)[number];
  readonly name: (typeof names)[number];
}

function trialOf(result: RunResult, { client, name }: Which): number {
  const index = result.trials.findIndex(({ case: id }) => id === `transport=${name},client=${client}`);
  if (index < 0) throw new Error(`no trial of ${name} with ${client}`);
  return index;
}

function seen(result: RunResult, which: Which): readonly unknown[] {
  const trial = result.trials[trialOf(result, which)];
  const { secured = [], connections = 0, roundTrips = 0 } = trial?.connecting ?? {};
  const kinds = secured.map(({ version, full, resumed }) => [version, kindOf(full, resumed, connections)]);
  return [trial?.broker.url.split(":")[0], roundTrips / connections, kinds];
}

function kindOf(full: number, resumed: number, connections: number): string {
  if (full + resumed !== connections) return `${full} + ${resumed} of ${connections}`;
  return full === 0 ? "resumed" : resumed === 0 ? "full" : "both";
}

test.for(["embedded", "mosquitto"] as const)("to %s each client comes by each", async (broker, context) => {
  await needBroker(context, broker);
  const out = temporaryFolder();
  const sweep = `sweep={ transport: [${names.join(", ")}], client: [${clients.join(", ")}] }`;
  const phases = "phases={ warmup: 0s, measure: 200ms, drain: 60s }";
  const set = [`broker=${broker}`, "qos=1", phases, sweep].flatMap((each) => ["--set", each]);
  const { stdout } = await mqbench(["run", tiny, "--out", out, ...set]);
  const result = savedResult(out);
  expect(faultsOf(result)).toEqual([]);
  expect(stdout).toMatch(/TLSv1\.3 +TLS_AES_256_GCM_SHA384 +0 +\d/u);
  for (const client of clients) expectEach(result, client);
});

function expectEach(result: RunResult, client: Which["client"]): void {
  for (const name of names) {
    expect([client, name, ...seen(result, { client, name })]).toEqual([client, name, ...expected[name]]);
    const trial = trialOf(result, { client, name });
    expect(value(result, trial, "delivered")).toBe(value(result, trial, "sent"));
  }
  const of = (name: Which["name"], metric: string): number => value(result, trialOf(result, { client, name }), metric);
  // On TCP there is nothing else; a handshake that shows no certificate is smaller.
  expect(of("tcp", "socketBytesUpPerMessage")).toBe(of("tcp", "wireBytesUpPerMessage"));
  expect(of("tcp", "socketBytesDownPerMessage")).toBe(of("tcp", "wireBytesDownPerMessage"));
  expect(of("tls1.2-resumed", "bytesDownPerConnection")).toBeLessThan(of("tls1.2", "bytesDownPerConnection") / 2);
  expect(of("tls1.3-resumed", "bytesDownPerConnection")).toBeLessThan(of("tls1.3", "bytesDownPerConnection"));
  // What comes late leaves together, in one record or frame.
  for (const name of names.slice(1))
    expect(of(name, "socketBytesDownPerMessage")).toBeGreaterThan(of("tcp", "socketBytesDownPerMessage"));
}
