/** What clients come by at brokers that mqbench starts: each transport, seen by the TLS library. */
import { describe, expect, test } from "vitest";
import type { RunResult } from "../src/result/schema.ts";
import { faultsOf, mqbench, savedResult, temporaryFolder, tiny, value } from "./mqbench.ts";
import { needBroker } from "./needs.ts";

const names = ["tcp", "tls1.2", "tls1.2-resumed", "tls1.3", "tls1.3-resumed", "ws", "wss"] as const;

/** Of each, by its name: URL scheme, round trips, version of TLS, and which kind of handshake all its connections made. */
const expected: Readonly<Record<(typeof names)[number], readonly unknown[]>> = {
  tcp: ["mqtt", 2, []],
  "tls1.2": ["mqtts", 4, [["TLSv1.2", "full"]]],
  "tls1.2-resumed": ["mqtts", 3, [["TLSv1.2", "resumed"]]],
  "tls1.3": ["mqtts", 3, [["TLSv1.3", "full"]]],
  "tls1.3-resumed": ["mqtts", 3, [["TLSv1.3", "resumed"]]],
  ws: ["ws", 3, []],
  wss: ["wss", 4, [["TLSv1.3", "full"]]],
};

function trialOf(result: RunResult, name: string): number {
  const index = result.trials.findIndex(({ case: id }) => id === `transport=${name}`);
  if (index < 0) throw new Error(`no trial of ${name}`);
  return index;
}

function seen(result: RunResult, name: string): readonly unknown[] {
  const trial = result.trials[trialOf(result, name)];
  const { secured = [], connections = 0, roundTrips = 0 } = trial?.connecting ?? {};
  const kinds = secured.map(({ version, full, resumed }) => [version, kindOf(full, resumed, connections)]);
  return [trial?.broker.url.split(":")[0], roundTrips / connections, kinds];
}

function kindOf(full: number, resumed: number, connections: number): string {
  if (full + resumed !== connections) return `${full} + ${resumed} of ${connections}`;
  return full === 0 ? "resumed" : resumed === 0 ? "full" : "both";
}

describe.each(["embedded", "mosquitto"] as const)("%s", (broker) => {
  test.for(["native", "mqttjs"])("the %s client comes by each", async (client, context) => {
    await needBroker(context, broker);
    const out = temporaryFolder();
    const sweep = `sweep={ transport: [${names.join(", ")}] }`;
    const set = [`client=${client}`, `broker=${broker}`, "qos=1", sweep].flatMap((each) => ["--set", each]);
    const { stdout } = await mqbench(["run", tiny, "--out", out, ...set]);
    const result = savedResult(out);
    expect(faultsOf(result)).toEqual([]);
    for (const name of names) {
      expect([name, ...seen(result, name)]).toEqual([name, ...(expected[name] ?? [])]);
      const trial = trialOf(result, name);
      expect(value(result, trial, "delivered")).toBe(value(result, trial, "sent"));
    }
    const of = (name: string, metric: string): number => value(result, trialOf(result, name), metric);
    // On TCP there is nothing else; a handshake that shows no certificate is smaller.
    expect(of("tcp", "socketBytesUpPerMessage")).toBe(of("tcp", "wireBytesUpPerMessage"));
    expect(of("tcp", "socketBytesDownPerMessage")).toBe(of("tcp", "wireBytesDownPerMessage"));
    expect(of("tls1.2-resumed", "bytesDownPerConnection")).toBeLessThan(of("tls1.2", "bytesDownPerConnection") / 2);
    expect(of("tls1.3-resumed", "bytesDownPerConnection")).toBeLessThan(of("tls1.3", "bytesDownPerConnection"));
    // What comes late leaves together, in one record or frame.
    for (const name of names.slice(1))
      expect(of(name, "socketBytesDownPerMessage")).toBeGreaterThan(of("tcp", "socketBytesDownPerMessage"));
    expect(stdout).toMatch(/TLSv1\.3 +TLS_AES_256_GCM_SHA384 +0 +\d/u);
  });
});
