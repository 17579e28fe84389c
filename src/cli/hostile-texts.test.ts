/** One hostile text in every place that somebody else's words can have, through every output that there is. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { noiseOf } from "../analysis/calibrate.ts";
import { compare } from "../analysis/compare.ts";
import { gate } from "../analysis/gate.ts";
import { historyEntry, trendsOf } from "../analysis/history.ts";
import { sideOfResult } from "../analysis/side.ts";
import { summariseRun } from "../analysis/summary.ts";
import { renderBenchmarkAction } from "../report/changes/benchmark-action.ts";
import { renderBencher } from "../report/changes/bencher.ts";
import { renderCalibration } from "../report/answers/calibration-text.ts";
import { kneeOf } from "../report/answers/capacity-text.ts";
import { printCapacity } from "../report/capacity-formats.ts";
import { renderComparison } from "../report/changes/comparison-text.ts";
import { renderDoctor } from "../report/answers/doctor-text.ts";
import { renderReport, reportFormats } from "../report/formats.ts";
import type { ReportFormat } from "../report/formats.ts";
import { renderGate } from "../report/changes/gate-text.ts";
import { githubAnnotations, githubOutputs, githubSummary } from "../report/changes/github.ts";
import { renderCalibrationHtml } from "../report/formats/html/pages/calibration.ts";
import { renderComparisonHtml } from "../report/formats/html/pages/comparison.ts";
import { renderHistoryHtml } from "../report/formats/html/pages/history.ts";
import { renderHistoryChart } from "../report/changes/history-chart.ts";
import { changeLine, renderHistory, warnedLines } from "../report/changes/history-text.ts";
import { renderJunit } from "../report/changes/junit.ts";
import { renderPack } from "../report/answers/pack-text.ts";
import { renderPlan } from "../report/answers/plan-text.ts";
import { renderQuotas } from "../report/answers/quota-text.ts";
import { renderRun } from "../report/formats/text.ts";
import { cautionTexts, shortfallTexts } from "../report/shortfall.ts";
import type { CapacityResult } from "../result/capacity.ts";
import { fakeHostileResult, hostileName } from "../result/testing/fake-hostile-result.ts";
import { fakeCase, fakeSensors } from "../scenario/testing/fake-scenario.ts";
import { readService } from "../scenario/money/service-files.ts";
import { planRun } from "../scenario/planning/plan.ts";
import { withoutCommands } from "../visible-text.ts";
import { outputText } from "./output.ts";

// Charts take a while to draw on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

import { otlpRequest } from "./otlp/otlp-metrics.ts";

const hostile = fakeHostileResult();
const comparison = compare(sideOfResult(hostile), sideOfResult({ ...hostile, cases: hostile.cases.slice(1) }), {
  isForced: true,
});
const verdict = gate(hostile, comparison, { isStrict: true });
const hostileCase = {
  ...fakeCase({ sensors: [fakeSensors({ name: hostileName }), fakeSensors()] }, hostileName),
  axes: { [hostileName]: hostileName },
};
const plan = planRun([hostileCase, fakeCase()]);
const machine = { descriptorLimit: 1, portRange: null, cores: 2, memoryBytes: 1e9, addresses: [] };
const capacity: CapacityResult = {
  schema: "mqbench/capacity",
  version: 1,
  startedAt: hostile.startedAt,
  endedAt: hostile.endedAt,
  status: "complete",
  scenario: { name: hostileName },
  scenarioFile: hostileName,
  environment: hostile.environment,
  until: hostileName,
  precision: 0.05,
  cases: [
    {
      id: hostileName,
      axes: { [hostileName]: hostileName },
      summary: hostileName,
      broker: hostileName,
      unsupported: null,
      conditions: [hostileName],
      isComplete: true,
      ratePerSecond: 1,
      bound: { kind: "broker", ratePerSecond: 2 },
      curve: [
        { ratePerSecond: 2, verdict: "exceeded", because: hostileName, startedAt: hostile.startedAt, figures: {} },
      ],
    },
  ],
};
const entries = [1, 2, 3].map((day) => ({
  ...historyEntry(hostile),
  startedAt: `2026-11-0${day}T08:00:00.000Z`,
  commit: hostileName,
}));
const trends = trendsOf(entries).map((trend) => ({
  ...trend,
  points: trend.points.map((each, index) => ({ ...each, value: index })),
  changes: entries.slice(0, 1).map((entry) => ({
    index: 1,
    before: 1,
    after: 2,
    p: 0.001,
    verdict: "regressed" as const,
    from: entry,
    to: entry,
  })),
}));

type Kind = "log" | "markup" | "Markdown" | "CSV" | "JSON" | "OpenMetrics" | "commands" | "words";

interface Output {
  readonly kind: Kind;
  readonly text: () => string | Promise<string>;
}

const reportKinds: Readonly<Record<ReportFormat, Kind>> = {
  text: "log",
  html: "markup",
  markdown: "Markdown",
  csv: "CSV",
  json: "JSON",
  hgrm: "words",
  hlog: "words",
  openmetrics: "OpenMetrics",
};

const service = readService("aws-iot-core");
if (!service?.quotas) throw new Error("a service that has quotas");
const { quotas } = service;

const outputs: Readonly<Record<string, Output>> = {
  ...Object.fromEntries(
    reportFormats.map((format): [string, Output] => [
      `report as ${format}`,
      {
        kind: reportKinds[format],
        text: async () =>
          await renderReport(format, [{ result: hostile, path: hostileName }], {
            caseId: `${hostileName}=2`,
            metric: undefined,
          }),
      },
    ]),
  ),
  run: { kind: "log", text: () => renderRun(hostile, hostileName) },
  "the summary of a folder": {
    kind: "log",
    text: () =>
      renderPack(hostileName, [
        { name: hostileName, exit: "usage", trials: null, path: hostileName, report: hostileName, why: hostileName },
      ]),
  },
  "what is pushed to a collector": {
    kind: "JSON",
    text: () => {
      const over = hostile.trials.map((trial) => ({ trial, fromMs: 0, toMs: 1 }));
      return JSON.stringify(otlpRequest({ run: hostileName, scenario: hostileName }, null, over, 1));
    },
  },
  plan: { kind: "log", text: () => renderPlan(hostileName, plan, machine) },
  "quotas of a plan": { kind: "log", text: () => renderQuotas(service, quotas, plan.cases).text },
  doctor: { kind: "log", text: () => renderDoctor([], plan.cases, machine) },
  comparison: { kind: "log", text: () => renderComparison(comparison) },
  "comparison as a page": { kind: "markup", text: () => renderComparisonHtml(comparison, [hostileName]) },
  "calibration as a page": {
    kind: "markup",
    text: () => renderCalibrationHtml(hostileName, noiseOf([hostile, hostile])),
  },
  "history as a page": { kind: "markup", text: () => renderHistoryHtml(hostileName, trends, entries) },
  "capacity as a page": { kind: "markup", text: () => printCapacity(capacity, hostileName, "html") },
  calibration: { kind: "log", text: () => renderCalibration(noiseOf([hostile, hostile])) },
  capacity: { kind: "log", text: () => printCapacity(capacity, hostileName, "text") },
  "capacity as CSV": { kind: "CSV", text: () => printCapacity(capacity, hostileName, "csv") },
  "capacity as JSON": { kind: "JSON", text: () => printCapacity(capacity, hostileName, "json") },
  "capacity's notes": { kind: "log", text: () => capacity.cases.flatMap((each) => kneeOf(each)).join("\n") },
  gate: { kind: "log", text: () => renderGate(verdict, [hostileName], cautionTexts(hostile)) },
  "gate as JUnit": { kind: "markup", text: () => renderJunit(hostile, verdict, hostileName) },
  "gate's annotations": {
    kind: "commands",
    text: () => githubAnnotations(hostile, verdict, [String(hostile.scenario["name"])]).join("\n"),
  },
  "gate's summary": {
    kind: "Markdown",
    text: () => githubSummary(hostile, verdict, [String(hostile.scenario["name"])]),
  },
  "gate's outputs": { kind: "words", text: () => githubOutputs(verdict) },
  "gate for Bencher": { kind: "JSON", text: () => renderBencher(hostileName, summariseRun(hostile)) },
  "gate for github-action-benchmark": {
    kind: "JSON",
    text: () => renderBenchmarkAction(hostileName, summariseRun(hostile), "lower") ?? "",
  },
  "what a reader must know": {
    kind: "log",
    text: () => [...cautionTexts(hostile), ...shortfallTexts(hostile)].join("\n"),
  },
  "what runs of a history warn of": { kind: "log", text: () => warnedLines(entries).join("\n") },
  history: { kind: "log", text: () => renderHistory(trends, entries) },
  "history's changes": {
    kind: "log",
    text: () => trends.flatMap((trend) => trend.changes.map((change) => changeLine(trend, change))).join("\n"),
  },
  "history's chart": { kind: "markup", text: () => renderHistoryChart(hostileName, trends) },
};

// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202E]/u;
/** What Azure Pipelines takes for a command anywhere, and GitHub at the beginning of a line. */
const withinLine = /##(?:\[|vso\[)/iu;
const atLineStart = /^\s*::/mu;

/** As it is printed, or written to a file. */
async function shown({ kind, text }: Output): Promise<string> {
  const rendered = await text();
  return kind === "log" ? outputText(rendered) : kind === "commands" ? rendered : withoutCommands(rendered);
}

describe.each(Object.entries(outputs))("in %s", (_, output) => {
  test("nothing is hidden, and nothing is a command", async () => {
    const text = await shown(output);
    expect(text).not.toMatch(controls);
    expect(output.kind === "log" ? text : await output.text()).not.toMatch(withinLine);
    const others = output.kind === "commands" ? text.replaceAll(/^::(?:error|warning|notice) /gmu, "") : text;
    expect(others).not.toMatch(atLineStart);
  });
});

async function textsOf(kind: Kind): Promise<readonly string[]> {
  return await Promise.all(Object.values(outputs).map(async (each) => (each.kind === kind ? await shown(each) : "")));
}

const codeBlocks = /^(`{3,})\n.*?\n\1$/gmsu;

test("markup and Markdown have no tag of others", async () => {
  // Within a block of code nothing is markup.
  const markdown = (await textsOf("Markdown")).map((text) => text.replaceAll(codeBlocks, ""));
  for (const text of [...(await textsOf("markup")), ...markdown])
    expect(text).not.toMatch(/<(?:img|script|\/script)/iu);
});

test("Markdown has no image, no link, no mention of others", async () => {
  for (const text of await textsOf("Markdown"))
    expect(text.replaceAll(codeBlocks, "")).not.toMatch(/(?<!\\)!?(?<!\\)\[x|@somebody|http:\/\/evil/u);
});

test("every row of CSV has the cells of its heading, and no formula", async () => {
  for (const text of await textsOf("CSV")) {
    const rows = text.split("\r\n").filter((row) => row !== "");
    const cells = rows.map((row) => [...`${row},`.matchAll(/("(?:[^"]|"")*"|[^",]*),/gu)].map(([, cell = ""]) => cell));
    expect(new Set(cells.map(({ length }) => length)).size).toBeLessThan(2);
    for (const cell of cells.flat()) expect(cell).not.toMatch(/^"?[=+@\t]/u);
  }
});

test("JSON is JSON", async () => {
  const texts = await textsOf("JSON");
  expect(texts.filter((text) => text !== "").map((text): unknown => JSON.parse(text))).not.toEqual([]);
});

/** Every file of the command line, in whatever folder. */
const sources = readdirSync(new URL(".", import.meta.url), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
  .map((name) => ({ name, text: readFileSync(new URL(name, import.meta.url), "utf8") }));

/** Names of functions that the commands take from the reports: each makes an output, or is named here. */
const makesNone = new Set([
  "formatBytes",
  "formatCount",
  "formatDuration",
  "formatNs",
  "formatPercent",
  "escapeTerminal",
  "reportFormats",
  "formatOfFile",
  "isReportFormat",
  "isOfOneCase",
  "endingWords",
  "capacityFormats",
  // Of brokers that mqbench knows by itself: no words of others.
  "renderBrokers",
  // Of scenarios that come with mqbench, likewise.
  "renderScenarios",
  // Numbers alone.
  "tooFewWords",
  // Figures whose names of groups otlpRequest makes harmless, as it does cases.
  "groupFigures",
  // What renderComparison, githubAnnotations and githubSummary print.
  "scenarioNotes",
  // What renderOpenMetrics is made of; what `--live` makes of it is held in live/live-feed.test.ts.
  "openMetricsFamilies",
  "joinOpenMetrics",
  "baseText",
  "familyName",
  "headLines",
  "labelsOf",
  // Numbers, and colours.
  "formatValue",
  "scaleFor",
  "paletteStyle",
  "wrapped",
  "escapeShell",
]);

test("every function by which a command makes an output is among them", () => {
  const taken = sources.flatMap(({ text }) =>
    [...text.matchAll(/^import \{([^}]*)\} from "(?:\.\.\/)+report\//gmu)].flatMap(([, names = ""]) =>
      names.split(",").map((each) => each.trim()),
    ),
  );
  const own = readFileSync(new URL(import.meta.url), "utf8").split("type Kind =")[1] ?? "";
  expect(taken).toContain("renderDoctor");
  expect(
    taken.filter(
      (name) => name !== "" && !makesNone.has(name) && !own.includes(`${name}(`) && !own.includes(`${name}, `),
    ),
  ).toEqual([]);
});

test("every command prints by the rim", () => {
  const writing = sources.filter(({ text }) => /\bstd(?:out|err)\.write\b/u.test(text));
  expect(writing.map(({ name }) => name)).toEqual(["output.ts"]);
});
