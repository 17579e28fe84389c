/** The pages that are made of code: every key of the scenario file, every metric. Pure. */
import { loadKinds } from "../src/metrics/loads.ts";
import { metricInfo, metricNames, statistics } from "../src/metrics/catalogue.ts";
import type { MetricInfo, MetricName } from "../src/metrics/catalogue.ts";
import { keyRows } from "./key-rows.ts";
import type { KeyRow, SchemaNode } from "./key-rows.ts";
import { plain, table } from "./markdown.ts";

export function keysPage(schema: SchemaNode): string {
  const sections = Object.entries(schema.properties ?? {})
    .filter(([name]) => name !== "$schema")
    .map(([name, node]) => {
      const rows = keyRows(name, node, schema.required?.includes(name) ?? false);
      return `## ${name}\n\n${table(["key", "what it may be", "default", "what it is"], rows.map(keyCells))}`;
    });
  return [
    "# Every key of the scenario file",
    "From the JSON Schema that editors read (`mqbench schema`). Texts such as `5s`, `64B`, `20/s` and `99%` have their unit in them. Where a key has several forms, those of one form alone stand behind its name: `load (hold).levels`. Any key can be set on the command line: `--set phases.measure=60s`.",
    ...sections,
  ].join("\n\n");
}

function keyCells({ path, values, default: value, isRequired, meaning }: KeyRow): readonly string[] {
  return [code(path), plain(values), isRequired ? "needed" : code(value), plain(meaning)];
}

export function metricsPage(): string {
  const shared = metricNames.filter((name) => metricInfo(name).loads.length > 1);
  const own = loadKinds.map(
    (kind) => [kind, metricNames.filter((name) => metricInfo(name).loads.join("") === kind)] as const,
  );
  return [
    "# Every metric",
    `By these names in results, thresholds, comparisons and exports. A latency is named with a statistic: ${statistics.map((each) => code(each)).join(", ")}, as in \`publishLatency.p99\`. Exact figures follow from the specification and are equal from run to run; the others vary, and are compared by a test. How each is made: [method](docs/method.md).`,
    `## Of several loads\n\n${metricTable(shared, true)}`,
    ...own.flatMap(([kind, names]) =>
      names.length === 0 ? [] : [`## Of load ${kind} alone\n\n${metricTable(names, false)}`],
    ),
  ].join("\n\n");
}

function metricTable(names: readonly MetricName[], withLoads: boolean): string {
  const head = ["metric", "what it is", "unit", "better", "exists at", ...(withLoads ? ["loads"] : [])];
  return table(
    head,
    names.map((name) => {
      const info = metricInfo(name);
      const unit = info.kind === "histogram" ? `${unitWords[info.unit]}, percentiles` : unitWords[info.unit];
      const exact = info.metricClass === "exact" ? "exact: " : "";
      const loads = withLoads ? [info.loads.join(", ")] : [];
      return [code(name), `${exact}${plain(info.meaning)}`, unit, betterWords[info.better], whereWords(info), ...loads];
    }),
  );
}

function whereWords({ minQos, qosOf, needs }: MetricInfo): string {
  const levels = minQos === 0 ? "any QoS" : `QoS ${minQos === 1 ? "1 and 2" : "2"} of the ${qosOf}`;
  return needs === null ? levels : `${levels}, ${needWords[needs]}`;
}

const unitWords = { ns: "ns", bytes: "B", count: "number", perSecond: "1/s", ratio: "ratio" } as const;
const betterWords = { lower: "lower", higher: "higher", neither: "–" } as const;
const needWords = {
  identity: "payloads of 16 bytes or more",
  link: "with a link",
  return: "of clients that come back",
} as const;

function code(text: string | null): string {
  return text === null ? "–" : `\`${text}\``;
}
