import { afterEach, expect, test, vi } from "vitest";
import { fakeSeriesRow as row } from "../engine/testing/fake-series-row.ts";
import { planRun } from "../scenario/planning/plan.ts";
import { fakeCase } from "../scenario/testing/fake-scenario.ts";
import { progressLines, ProgressView } from "./progress.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

test("the lines say where the run is, what flows, how long it takes, and how broker and mqbench are", () => {
  const plan = planRun([fakeCase(), fakeCase()]);
  const [planned] = plan.trials;
  if (planned === undefined) throw new Error("no trial");
  const progress = {
    planned,
    phase: "measure",
    elapsedNs: 12e9,
    row,
    threadDelayP99Ns: 1.04e6,
    counts: {},
  } as const;
  expect(progressLines(plan, progress)).toMatchInlineSnapshot(`
    [
      "trial 1 of 2   measure   12 s   at most 80 s left",
      "connected 10,002   sent 1,998/s   acknowledged 1,996/s   delivered 3,990/s   inflight 12   waiting 0",
      "publish latency p50 1.09 ms p99 3.26 ms   end-to-end p50 895 µs p99 2.36 ms",
      "broker 18.7 % of a core, 266 MB, inflight 15   mqbench 16.7 % of a core, 226 MB, event-loop delay p99 1.04 ms",
    ]
  `);
});

test("what is not known is a dash", () => {
  const plan = planRun([fakeCase()]);
  const [planned] = plan.trials;
  if (planned === undefined) throw new Error("no trial");
  const unknown = { ...row, brokerCpu: null, brokerRss: null, brokerInflight: null, "publishLatency.p50": null };
  const progress = {
    planned,
    phase: "connect",
    elapsedNs: 1e9,
    row: unknown,
    threadDelayP99Ns: 0,
    counts: {},
  } as const;
  const lines = progressLines(plan, progress).join("\n");
  expect(lines).toContain("publish latency –");
  expect(lines).toContain("broker –, –   mqbench");
});

test("on a terminal the lines are drawn over, from their first column, and taken away by a note", () => {
  vi.stubEnv("TERM", "xterm");
  const plan = planRun([fakeCase()]);
  const [planned] = plan.trials;
  if (planned === undefined) throw new Error("no trial");
  let written = "";
  const view = new ProgressView(
    {
      isTTY: true,
      columns: 40,
      write: (text: string) => {
        written += text;
        return true;
      },
    },
    plan,
  );
  const progress = { planned, phase: "measure", elapsedNs: 12e9, row, threadDelayP99Ns: 0, counts: {} } as const;
  view.update(progress);
  const first = written;
  expect(first.split("\n").map((line) => line.replace("\u001B[K", "").length)).toEqual([39, 39, 39, 39, 3]);
  view.update(progress);
  expect(written).toBe(`${first}\r\u001B[4A${first}`);
  written = "";
  view.note("stopping");
  expect(written).toBe("\r\u001B[4A\u001B[Jstopping\n");
});

test("on a terminal without a cursor there are lines, and a case's name is text in them", () => {
  vi.stubEnv("TERM", "dumb");
  const plan = planRun([{ ...fakeCase(), id: "a=\u001B[2J\n::error::x" }]);
  const [planned] = plan.trials;
  if (planned === undefined) throw new Error("no trial");
  let written = "";
  const write = (text: string): boolean => {
    written += text;
    return true;
  };
  const view = new ProgressView({ isTTY: true, columns: 40, write }, plan);
  view.update({ planned, phase: "measure", elapsedNs: 12e9, row, threadDelayP99Ns: 0, counts: {} });
  expect(written).toMatch(/^trial 1 of 1 \(a=\\u001b\[2J\\u000a::error::x\): measure at 12 s: [^\n]*\n$/u);
});
