import { describe, expect, it } from "vitest";
import { usualTls } from "../../broker/facts/broker-spec.ts";
import { fakeBroker, fakeScenario, fakeSensors } from "../testing/fake-scenario.ts";
import { placeClients, placeOnMachines, sensorsOn, shardOf, subscribersOn } from "./placement.ts";
import type { Machine } from "./placement.ts";
import type { Scenario } from "../scenario.ts";

const machine: Machine = {
  descriptorLimit: 20_000,
  portRange: [32_768, 60_999],
  cores: 4,
  memoryBytes: null,
  addresses: [],
};

function fleet(count: number, changes: Partial<Scenario> = {}): Scenario {
  return fakeScenario({ sensors: [fakeSensors({ count })], ...changes });
}

describe("shards", () => {
  it.each([
    // What is asked for, sensors, and what comes of it.
    [null, null, 10_000, { shards: 3, as: "threads" }], // one for every core but one
    [null, null, 19_871, { shards: 3, as: "threads" }], // the last that one process holds
    [null, null, 19_872, { shards: 3, as: "processes" }], // the first that it does not
    [null, null, 100_000, { shards: 6, as: "processes" }],
    [8, null, 10_000, { shards: 8, as: "threads" }],
    [2, null, 100_000, { shards: 6, as: "processes" }], // so many threads were asked for, and would not do
    [8, null, 100_000, { shards: 8, as: "processes" }],
    [2, "processes", 100, { shards: 2, as: "processes" }],
    [2, "processes", 100_000, { shards: 2, as: "processes" }], // kept: what is missing is said
    [null, "processes", 100, { shards: 3, as: "processes" }],
    [null, "threads", 100_000, { shards: 3, as: "threads" }],
  ] as const)("count %s as %s, %d sensors", (count, as, sensors, expected) => {
    expect(placeClients(fleet(sensors, { workers: { count, as } }), machine)).toMatchObject(expected);
  });

  it("are threads where the limit is not known", () => {
    expect(placeClients(fleet(100_000), { ...machine, descriptorLimit: null }).as).toBe("threads");
  });

  it("are one at least", () => {
    expect(placeClients(fleet(1), { ...machine, cores: 1 }).shards).toBe(1);
  });
});

describe("source addresses", () => {
  it("are the kernel's choice while its ports do for each broker", () => {
    expect(placeClients(fleet(27_000), machine).sources).toEqual([]);
    expect(placeClients(fleet(100_000, { broker: fakeBroker({ instances: 6 }) }), machine).sources).toEqual([]);
  });

  it("are as many of 127.0.0.0/8 as have the ports of all brokers together", () => {
    expect(placeClients(fleet(60_000), machine).sources).toEqual(["127.1.0.1", "127.1.0.2", "127.1.0.3"]);
  });

  it("are those that were given", () => {
    const connect = { ...fleet(1).connect, from: ["127.0.0.9"] };
    expect(placeClients(fleet(10, { connect }), machine).sources).toEqual(["127.0.0.9"]);
  });

  it("are the kernel's choice on the way to another machine, and where the ports are not known", () => {
    const url = (host: string): Scenario["broker"] => ({
      kind: "url",
      urls: [`mqtt://${host}`],
      isCluster: false,
      ca: null,
      cert: null,
      key: null,
      serverName: null,
      alpn: [],
      headers: {},
      isVerified: true,
      tls: usualTls,
      metricsUrls: [],
      pids: [],
    });
    expect(placeClients(fleet(60_000, { broker: url("192.0.2.1") }), machine).sources).toEqual([]);
    expect(placeClients(fleet(60_000, { broker: url("127.0.0.1") }), machine).sources).toHaveLength(3);
    expect(placeClients(fleet(60_000), { ...machine, portRange: null }).sources).toEqual([]);
  });
});

describe("over several machines", () => {
  it.each([
    // Each has as many shards as the least of them has cores to spare.
    [[4, 4], 10_000, {}, { shards: 6, as: "threads" }],
    [[4, 2, 8], 10_000, {}, { shards: 3, as: "threads" }],
    [[2, 2, 2, 2], 100_000, {}, { shards: 8, as: "processes" }], // 25,000 each: two processes
    [[2, 2], 100, { count: 3, as: "processes" }, { shards: 6, as: "processes" }],
  ] as const)("cores %j, %d sensors", (cores, sensors, workers, expected) => {
    const machines = cores.map((each) => ({ ...machine, cores: each }));
    const scenario = fleet(sensors, { workers: { count: null, as: null, ...workers } });
    expect(placeOnMachines(scenario, machines)).toMatchObject({ ...expected, sources: [] });
  });

  it("counts on each shard the sensors that are dealt to it, and every subscriber once", () => {
    for (const [sensors, instances, shards, subscribers] of [
      [21, 1, 4, 2],
      [100, 6, 8, 6],
      [7, 3, 5, 9],
    ] as const) {
      const dealt = Array.from({ length: shards }, () => 0);
      for (let sensor = 0; sensor < sensors; sensor += 1) {
        const shard = shardOf(sensor, instances, shards);
        dealt[shard] = (dealt[shard] ?? 0) + 1;
      }
      expect(dealt.map((_, shard) => sensorsOn(shard, { sensors, instances, shards }))).toEqual(dealt);
      const received = dealt.map((_, shard) => subscribersOn(shard, { subscribers, shards }));
      expect(received.reduce((sum, each) => sum + each, 0)).toBe(subscribers);
    }
  });
});
