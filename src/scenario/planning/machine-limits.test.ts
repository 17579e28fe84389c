import { describe, expect, it } from "vitest";
import { usualTls } from "../../broker/facts/broker-spec.ts";
import { fakeBroker, fakeScenario, fakeSensors, fakeSubscribers } from "../testing/fake-scenario.ts";
import { findShortage, largestFleet, machineWarnings, needsOf } from "./machine-limits.ts";
import type { Machine } from "./placement.ts";
import type { Scenario } from "../scenario.ts";

const roomy: Machine = {
  descriptorLimit: null,
  portRange: null,
  cores: 2,
  memoryBytes: null,
  addresses: ["127.0.0.1"],
};

/** So many sensors and one subscriber on each broker. */
function fleet(count: number, changes: Partial<Scenario> = {}): Scenario {
  return fakeScenario({ sensors: [fakeSensors({ count })], ...changes });
}

const six: Partial<Scenario> = { broker: fakeBroker({ name: "mosquitto", instances: 6 }) };

describe("needsOf", () => {
  it("counts a descriptor and a port for each client, and 128 descriptors for mqbench and for the broker themselves", () => {
    const scenario = fakeScenario({ sensors: [fakeSensors({ count: 10 }), fakeSensors({ count: 5 })] });
    expect(needsOf(scenario, roomy)).toMatchObject({ descriptors: 144, brokerDescriptors: 144, ports: 16 });
  });

  it("counts what one process, one broker and one of its addresses have, where the fleet is spread", () => {
    const machine = { ...roomy, descriptorLimit: 20_000 };
    expect(needsOf(fleet(100_000, six), machine)).toMatchObject({
      placement: { as: "processes", shards: 6, sources: [] },
      descriptors: 16_668 + 1 + 128,
      brokerDescriptors: 16_667 + 1 + 128,
      ports: 16_667 + 1,
    });
  });

  it("counts the memory of both ends and of the broker, as far as it is known", () => {
    const memoryOf = (scenario: Scenario): number => needsOf(scenario, roomy).memoryBytes;
    expect(memoryOf(fleet(10_000)) - memoryOf(fleet(9000))).toBe(1000 * (10_000 + 2 * 5000 + 20_800));
    const url: Partial<Scenario> = {
      broker: {
        kind: "url",
        urls: ["mqtt://192.0.2.1"],
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
      },
    };
    expect(memoryOf(fleet(10_000, url)) - memoryOf(fleet(9000, url))).toBe(1000 * (10_000 + 5000));
    expect(needsOf(fleet(10, url), roomy).brokerDescriptors).toBeNull();
  });
});

describe("findShortage", () => {
  it("finds none where needs equal what there is", () => {
    const memoryBytes = needsOf(fleet(10_000), roomy).memoryBytes;
    const machine = { ...roomy, descriptorLimit: 10_129, portRange: [1, 10_103] as const, memoryBytes };
    expect(findShortage(fleet(10_000), machine)).toBeUndefined();
  });

  it("finds none where nothing is known of the machine", () => {
    expect(findShortage(fleet(1_000_000), roomy)).toBeUndefined();
  });

  it("says how many descriptors the broker lacks, and how many brokers would do", () => {
    expect(findShortage(fleet(100_000), { ...roomy, descriptorLimit: 20_000 })).toMatchInlineSnapshot(`
      {
        "hint": "spread the sensors over more brokers: \`broker: { name: embedded, instances: 6 }\`; or raise the limit: \`ulimit -Hn 100129\` as root, or LimitNOFILE / --ulimit nofile=100129 of the service or container; or use the largest fleet that fits: --set sensors.count=19871",
        "problem": "100,129 file descriptors are needed in the process of the broker, a process may have 20,000",
      }
    `);
  });

  it("advises no more brokers where the subscribers, whom each of them has, are too many", () => {
    const scenario = fleet(50_000, { subscribers: [fakeSubscribers({ count: 50_000 })] });
    const { hint } = findShortage(scenario, { ...roomy, descriptorLimit: 20_000 }) ?? {};
    expect(hint).toMatch(/^raise the limit: `ulimit -Hn 100128` .*no fleet fits this one$/u);
  });

  it("says how many descriptors one process lacks where processes are not wanted", () => {
    const threads: Partial<Scenario> = { ...six, workers: { count: null, as: "threads" } };
    expect(findShortage(fleet(100_000, threads), { ...roomy, descriptorLimit: 20_000 })).toMatchInlineSnapshot(`
      {
        "hint": "use processes: leave out \`workers.as: threads\`; or raise the limit: \`ulimit -Hn 100134\` as root, or LimitNOFILE / --ulimit nofile=100134 of the service or container; or use the largest fleet that fits: --set sensors.count=19866",
        "problem": "100,134 file descriptors are needed in mqbench's process, a process may have 20,000",
      }
    `);
  });

  it("says when the processes asked for are too few", () => {
    const two: Partial<Scenario> = { ...six, workers: { count: 2, as: "processes" } };
    expect(findShortage(fleet(100_000, two), { ...roomy, descriptorLimit: 20_000 })?.problem).toBe(
      "50,135 file descriptors are needed in each of mqbench's processes, a process may have 20,000",
    );
  });

  it("says how many source ports are missing where the addresses were given", () => {
    const given: Partial<Scenario> = { connect: { ...fleet(1).connect, from: ["127.0.0.2"] } };
    expect(findShortage(fleet(100_000, given), { ...roomy, portRange: [32_768, 60_999] })).toMatchInlineSnapshot(`
      {
        "hint": "give at least 4 addresses of this machine: \`connect: { from: [ADDRESS, …] }\`; or widen the range: \`sysctl -w net.ipv4.ip_local_port_range="1024 65535"\`; or use the largest fleet that fits: --set sensors.count=27948",
        "problem": "100,001 source ports are needed on each of the source addresses (1), there are 27,949",
      }
    `);
  });

  it("says when a given address is not of this machine", () => {
    const given: Partial<Scenario> = { connect: { ...fleet(1).connect, from: ["127.0.0.2", "192.0.2.7"] } };
    expect(findShortage(fleet(10, given), roomy)).toMatchInlineSnapshot(`
      {
        "hint": "its addresses are 127.0.0.1, and on loopback all of 127.0.0.0/8",
        "problem": "connect.from: 192.0.2.7 is not an address of this machine",
      }
    `);
  });

  it("says how much memory is missing", () => {
    expect(findShortage(fleet(100_000, six), { ...roomy, memoryBytes: 1e9 })).toMatchInlineSnapshot(`
      {
        "hint": "free some; or use the largest fleet that fits: --set sensors.count=27972",
        "problem": "about 2,493 MB of memory are needed, 1,000 MB are free",
      }
    `);
  });

  it("names no key where several groups share the fleet", () => {
    const sensors = [fakeSensors({ count: 10_000 }), fakeSensors({ count: 10_000 })];
    expect(findShortage(fakeScenario({ sensors }), { ...roomy, descriptorLimit: 10_129 })?.hint).toMatch(
      /; or use fewer sensors: 10,000 in all fit$/u,
    );
  });
});

describe("more than a machine carries", () => {
  /** So many messages a second of 1 MiB, a thousand from each sensor. */
  const flood = (count: number): Scenario =>
    fakeScenario({
      sensors: [
        fakeSensors({
          count,
          payload: { bytes: 1_048_576, file: null, template: null },
          schedule: { kind: "even", periodNs: 1e6 },
        }),
      ],
    });

  it("is refused where what waits does not fit, with the largest fleet that does", () => {
    const { problem, hint } = findShortage(flood(1000), { ...roomy, memoryBytes: 4e9 }) ?? {};
    expect(problem).toMatch(
      /^about [\d,]+ MB of memory are needed, [\d,]+ MB of it for what waits, since more is due than a machine carries, 4,000 MB are free$/u,
    );
    const largest = Number(/--set sensors\.count=(\d+)$/u.exec(hint ?? "")?.[1]);
    expect(findShortage(flood(largest), { ...roomy, memoryBytes: 4e9 })).toBeUndefined();
    expect(findShortage(flood(largest + 1), { ...roomy, memoryBytes: 4e9 })).toBeDefined();
  });

  it("is a warning where it fits", () => {
    expect(findShortage(flood(1000), { ...roomy, memoryBytes: 100e9 })).toBeUndefined();
    expect(machineWarnings(flood(1000), { ...roomy, memoryBytes: 100e9 })).toEqual([
      "1,049 GB a second are due from the sensors, and no machine carries more than about 10 GB a second between its programs: most of it will wait",
    ]);
  });

  it("is no matter of queues that fill only when a broker does not keep up: these are warned of", () => {
    const large = fakeScenario({
      sensors: [fakeSensors({ count: 1000, payload: { bytes: 1_048_576, file: null, template: null } })],
    });
    expect(findShortage(large, { ...roomy, memoryBytes: 2e9 })).toBeUndefined();
    expect(machineWarnings(large, { ...roomy, memoryBytes: 2e9 }).join("")).toMatch(
      /^a broker that does not keep up lets up to [\d,]+ MB wait, and 2,000 MB are free$/u,
    );
    expect(machineWarnings(large, roomy)).toEqual([]);
  });
});

describe("the largest fleet that fits", () => {
  const limited = { ...roomy, descriptorLimit: 20_000 };

  it.each([
    ["is the whole of one that fits", fleet(1000), 1000],
    ["leaves room for the broker's own descriptors and its subscriber", fleet(100_000), 20_000 - 128 - 1],
    ["grows with the brokers", fleet(1_000_000, six), 6 * (20_000 - 128 - 1)],
  ])("%s", (_, scenario, expected) => {
    expect(largestFleet(scenario, limited)).toBe(expected);
  });
});
