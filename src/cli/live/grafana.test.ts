/** The dashboard of Grafana: each of its expressions names what `/metrics` serves, with the labels that it has. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { Totals } from "../../engine/account/totals.ts";
import { countSoFar } from "../../engine/account/figures.ts";
import { Recorder } from "../../metrics/recorder.ts";
import { renderOpenMetrics } from "../../report/formats/openmetrics.ts";
import { fakeResult } from "../../result/testing/fake-result.ts";
import { planRun } from "../../scenario/planning/plan.ts";
import { fakeCase, fakeSensors } from "../../scenario/testing/fake-scenario.ts";
import { liveColumns } from "./live-columns.ts";
import { liveMetrics } from "./live-metrics.ts";

const dashboard = z.object({
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).optional() })),
  templating: z.object({ list: z.array(z.object({ name: z.string(), query: z.unknown() })) }),
});

/** Every line that `/metrics` can have: each column of a second, each count so far, each metric of a trial that is over. */
function served(): string {
  const [planned] = planRun([fakeCase({ sensors: [fakeSensors({ qos: 2 })] }, "qos=2")]).trials;
  if (planned === undefined) throw new Error("a trial was planned");
  const values = Object.fromEntries(Object.keys(liveColumns).map((column) => [column, 1]));
  const totals = new Totals(2);
  totals.add(new Recorder(2).take());
  const counts = Object.fromEntries(Object.keys(countSoFar(totals, planned.case.scenario)).map((name) => [name, 1]));
  const trial = { title: "trial 1 of 1", summary: "", connections: 1 };
  const row = { trial, second: 1, phase: "measure", leftNs: 1, values, counts };
  const over = renderOpenMetrics([fakeResult()]).replace("# EOF\n", "");
  return liveMetrics(over, { run: "r", scenario: "s" }, { planned, row });
}

test("every expression names a family that is served, and matches labels that it has", () => {
  const { panels, templating } = dashboard.parse(JSON.parse(readFileSync("docs/live/grafana.json", "utf8")));
  const queries = templating.list.map(({ query }) => JSON.stringify(query));
  const expressions = [...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)), ...queries];
  const lines = served().split("\n");
  const labelsOf = new Map<string, Set<string>>();
  for (const line of lines) {
    const [, name, labels] = /^(mqbench_\w+)\{(.*)\} /u.exec(line) ?? [];
    if (name === undefined || labels === undefined) continue;
    const known = labelsOf.get(name) ?? new Set();
    for (const [, label = ""] of labels.matchAll(/(\w+)="/gu)) known.add(label);
    labelsOf.set(name, known);
  }
  const named = expressions.flatMap((expression) => [...expression.matchAll(/(mqbench_\w+)(?:\{([^}]*)\})?/gu)]);
  expect(named.length).toBeGreaterThan(20);
  for (const [text, name = "", matchers = ""] of named) {
    expect([text, labelsOf.has(name)]).toEqual([text, true]);
    for (const [, label = ""] of matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/gu))
      expect([text, label, labelsOf.get(name)?.has(label)]).toEqual([text, label, true]);
  }
});
