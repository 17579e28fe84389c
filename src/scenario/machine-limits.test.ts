import { describe, expect, it } from "vitest";
import { fakeCase, fakeSensors } from "./fake-scenario.ts";
import { findShortage, needsOf } from "./machine-limits.ts";
import { planRun } from "./plan.ts";

const needs = { descriptors: 10_130, ports: 10_002 };

describe("needsOf", () => {
  it("counts a descriptor and a port for each sensor and subscriber, and 128 descriptors for mqbench itself", () => {
    const [planned] = planRun([fakeCase({ sensors: [fakeSensors({ count: 10 }), fakeSensors({ count: 5 })] })]).cases;
    expect(planned && needsOf(planned)).toEqual({ descriptors: 16 + 128, ports: 16 });
  });
});

describe("findShortage", () => {
  it("finds none where needs equal what there is", () => {
    expect(findShortage(needs, { descriptorLimit: 10_130, portRange: [1, 10_002] })).toBeUndefined();
  });

  it("finds none where nothing is known of the machine", () => {
    expect(findShortage(needs, { descriptorLimit: null, portRange: null })).toBeUndefined();
  });

  it("says how many descriptors are missing and how to raise the limit", () => {
    expect(findShortage(needs, { descriptorLimit: 10_129, portRange: null })).toMatchInlineSnapshot(`
      {
        "hint": "raise the limit: \`ulimit -Hn 10130\` as root, or LimitNOFILE / --ulimit nofile=10130 of the service or container; or use fewer sensors (--set sensors.count=…)",
        "problem": "10,130 file descriptors are needed, this process may have 10,129",
      }
    `);
  });

  it("says how many source ports are missing and how to widen the range", () => {
    expect(findShortage(needs, { descriptorLimit: null, portRange: [32_768, 42_768] })).toMatchInlineSnapshot(`
      {
        "hint": "widen the range: \`sysctl -w net.ipv4.ip_local_port_range="1024 65535"\`, or use fewer sensors (--set sensors.count=…)",
        "problem": "10,002 source ports are needed, this machine has 10,001 for one broker address",
      }
    `);
  });

  it("speaks of descriptors first where both are missing", () => {
    expect(findShortage(needs, { descriptorLimit: 1024, portRange: [1, 2] })?.problem).toMatch(/^10,130 file desc/u);
  });
});
