import { expect, it } from "vitest";
import { parseMachine, parseTicks } from "./machine-probe.ts";
import { describeMachine } from "../engine/account/machine-use.ts";

it("what is busy is all but idle and iowait; steal is apart, guests are in user already", () => {
  const stat = "cpu  100 10 50 1000 70 3 7 20 40 5\ncpu0 1 1 1 1\ncpu1 1 1 1 1\nintr 5\n";
  expect(parseMachine(stat)).toEqual({ cores: 2, busyNs: 1.7e9, stealNs: 0.2e9 });
  expect(() => parseMachine("intr 5\n")).toThrow("no cores");
});

it("a process's ticks are its own and those of its children that have ended, whatever its name", () => {
  const rest = Array.from({ length: 20 }, (_, index) => (index >= 11 && index < 15 ? 10 ** (index - 11) : 7)).join(" ");
  expect(parseTicks(`12 (a) b (c) ${rest}`)).toBe(1111);
});

const at = (atNs: number, busyNs: number, ownNs: number, brokerNs: number | null) => ({
  atNs,
  machine: { cores: 2, busyNs, stealNs: atNs / 10, ownNs },
  broker: { process: brokerNs === null ? null : { cpuNs: brokerNs } },
});

it("others' CPU is what was busy without mqbench and the broker, in cores of measure", () => {
  const [from, to] = [at(0, 10e9, 5e9, 0), at(10e9, 30e9, 8e9, 2e9)];
  expect(describeMachine(from, to, true)).toEqual({ cores: 2, otherCpu: 1.7, steal: 0.1, isBrokerApart: true });
  // A broker that mqbench did not start is no descendant of it: its own figure is taken off.
  expect(describeMachine(from, to, false)).toEqual({ cores: 2, otherCpu: 1.5, steal: 0.1, isBrokerApart: true });
  // Without one it may be among the others.
  expect(describeMachine(at(0, 10e9, 5e9, null), at(10e9, 30e9, 8e9, null), false)).toMatchObject({
    otherCpu: 1.7,
    isBrokerApart: false,
  });
  // Two files are not read in the same tick.
  expect(describeMachine(at(0, 0, 0, 0), at(10e9, 1e9, 2e9, 0), true)?.otherCpu).toBe(0);
  expect(describeMachine({ ...from, machine: null }, to, true)).toBeUndefined();
});
