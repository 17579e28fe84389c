import { expect, test } from "vitest";
import { parseRss, parseSchedule, sampleProcess } from "./process-probe.ts";

test("resident memory is read from its line, in bytes", () => {
  expect(parseRss("Name:\tnode\nVmPeak:\t 2000 kB\nVmRSS:\t    1536 kB\nThreads:\t11\n")).toBe(1_572_864);
});

test("a status without resident memory is a gap, not a zero", () => {
  expect(parseRss("Name:\tkthreadd\nThreads:\t1\n")).toBeNull();
});

test("CPU time and run delay are the first two numbers of schedstat", () => {
  expect(parseSchedule("123456789 4567 89\n")).toEqual({ cpuNs: 123_456_789, runDelayNs: 4567 });
});

test("this very process has memory and has used CPU", () => {
  const sample = sampleProcess(process.pid);
  expect(sample?.rssBytes).toBeGreaterThan(1_000_000);
  expect(sample?.cpuNs).toBeGreaterThan(0);
});

test("a process that is gone is a gap, not a zero", () => {
  // Larger than any process id of Linux.
  expect(sampleProcess(2 ** 22 + 1)).toBeNull();
});
