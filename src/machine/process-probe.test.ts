import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { parseKilobytes, parseSchedule, ProcessProbe, startTime } from "./process-probe.ts";

/** Larger than any process id of Linux. */
const nobody = 2 ** 22 + 1;

test("a line of /proc is read in bytes", () => {
  expect(parseKilobytes("Name:\tnode\nVmPeak:\t 2000 kB\nVmRSS:\t    1536 kB\nThreads:\t11\n", "VmRSS")).toBe(
    1_572_864,
  );
});

test("a status without resident memory is an error, not a zero", () => {
  expect(() => parseKilobytes("Name:\tkthreadd\nThreads:\t1\n", "VmRSS")).toThrow("no VmRSS");
});

test("CPU time and run delay are the first two numbers of schedstat", () => {
  expect(parseSchedule("123456789 4567 89\n")).toEqual({ cpuNs: 123_456_789, runDelayNs: 4567 });
});

test("this very process has memory, of which a part is anonymous, and has used CPU", () => {
  const sample = new ProcessProbe([process.pid]).sample();
  expect(sample?.rssAnonBytes).toBeGreaterThan(1_000_000);
  expect(sample?.rssBytes).toBeGreaterThan(sample?.rssAnonBytes ?? Number.POSITIVE_INFINITY);
  expect(sample?.pssBytes).toBeGreaterThan(1_000_000);
  expect(sample?.cpuNs).toBeGreaterThan(0);
});

test("the children of a process count with it, and what a child used stays when it has ended", async () => {
  const parent = spawn(
    "sh",
    ["-c", "read line; i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; echo done; read line"],
    {
      stdio: ["pipe", "pipe", "ignore"],
    },
  );
  const shell = spawn("sh", ["-c", "cat; :"], { stdio: ["pipe", "pipe", "ignore"] });
  onTestFinished(() => void [parent.kill("SIGKILL"), shell.kill("SIGKILL")]);
  // `cat` echoes: it runs as a child of the shell.
  shell.stdin.write("there\n");
  await once(shell.stdout, "data");
  const alone = new ProcessProbe([parent.pid ?? nobody]).sample();
  const both = new ProcessProbe([parent.pid ?? nobody, shell.pid ?? nobody]);
  const before = both.sample();
  expect(before?.rssBytes).toBeGreaterThan((alone?.rssBytes ?? Number.POSITIVE_INFINITY) * 2);
  parent.stdin.write("go\n");
  await once(parent.stdout, "data");
  expect(both.sample()?.cpuNs).toBeGreaterThan((before?.cpuNs ?? Number.POSITIVE_INFINITY) + 1e6);
});

test("a process that is gone is a gap, not a zero", () => {
  expect(new ProcessProbe([nobody]).sample()).toBeNull();
  expect(new ProcessProbe([process.pid, nobody]).sample()).toBeNull();
});

test("a number that another process has by now is not the process that was asked for", () => {
  expect(startTime(process.pid)).toMatch(/^\d+$/u);
  expect(startTime(process.pid)).not.toBe(startTime(process.ppid));
  expect(startTime(nobody)).toBeNull();
});

test("without a process nothing is known", () => {
  expect(new ProcessProbe([]).sample()).toBeNull();
});

test("the process that took another's place is followed, and the CPU time of the one before stays in the sum", async () => {
  const shells = [0, 1].map(() => spawn("sh", ["-c", "read line"], { stdio: ["pipe", "ignore", "ignore"] }));
  onTestFinished(() => shells.forEach((shell) => void shell.kill("SIGKILL")));
  const [first, second] = shells.map(({ pid }) => pid ?? nobody);
  const probe = new ProcessProbe([first ?? nobody]);
  const before = probe.sample();
  shells[0]?.stdin?.end();
  if (shells[0] !== undefined) await once(shells[0], "exit");
  expect(probe.sample()).toBeNull();
  const alone = new ProcessProbe([second ?? nobody]).sample();
  probe.follow([second ?? nobody]);
  const after = probe.sample();
  expect(after?.rssBytes).toBeGreaterThan(0);
  expect(after?.cpuNs).toBeGreaterThanOrEqual((before?.cpuNs ?? Number.NaN) + (alone?.cpuNs ?? Number.NaN));
});
