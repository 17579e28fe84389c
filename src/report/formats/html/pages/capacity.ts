/** A capacity search as a page: the highest rates, the curve of each case, and each trial. Pure. */
import type { CapacityCase, CapacityPoint, CapacityResult } from "../../../../result/capacity.ts";
import { capacityTable, kneeOf, rateText } from "../../../answers/capacity-text.ts";
import { atLeastText } from "../../../bounds-text.ts";
import { axisOf } from "../../../charts/axis.ts";
import type { Line, LineChart } from "../../../charts/line-chart.ts";
import { brokerLook, levelLook, outcomeLook, plainLook } from "../../../charts/palette.ts";
import type { Look } from "../../../charts/palette.ts";
import { escapeShell } from "../../../escape.ts";
import { absent, formatPercent } from "../../../format.ts";
import { capital } from "../../../questions/deliveries.ts";
import type { Answer } from "../../../questions/answer.ts";
import { answerMarkup } from "../answer-section.ts";
import { lineMarkup } from "../charts.ts";
import { reproduceCommand } from "../../../reproduce.ts";
import { machineRows, scenarioMarkup } from "../environment-section.ts";
import { figure, list, reportTable, subheading, table } from "../section.ts";
import type { Section } from "../section.ts";
import { renderPage } from "./frame.ts";

export function renderCapacityHtml(result: CapacityResult): string {
  const { cases, scenario, until, precision } = result;
  return renderPage({
    title: `${String(scenario["name"])}: capacity`,
    about: [
      `the highest rate that is sustained until ${until}, to ${formatPercent(precision)}`,
      [
        ...new Set(
          cases.map(({ summary, broker }) => [summary, broker ?? ""].filter((part) => part !== "").join(" · ")),
        ),
      ].join("; "),
      ...(result.status === "partial" ? ["the search was stopped before its end"] : []),
    ],
    opening: answerMarkup(answerOf(result)) + list((result.warnings ?? []).map(({ text }) => text)),
    sections: [...cases.map(caseSection), machineSection(result)],
  });
}

function answerOf({ cases }: CapacityResult): Answer {
  const searched = cases.filter(({ curve }) => curve.length > 0);
  const lines = searched.map((each, index) => curveLine(each, nameOf(each), lookOf(each, index)));
  const [headline = "Nothing was searched.", ...besides] = cases.flatMap((each) =>
    each.unsupported === null
      ? kneeOf(each).map((text) => sentence(each, text))
      : [`${nameOf(each)} was not run: ${each.unsupported}.`],
  );
  const chart = chartOf("every trial: publish latency p99 by rate", lines);
  return {
    headline,
    besides,
    picture:
      chart === undefined
        ? null
        : {
            kind: "lines",
            charts: [chart],
            reading:
              "A dot is a trial at its rate, the line passes through their middles; it ends at the highest rate that was tried.",
          },
    table: {
      heading: ["sustained", ...cases.map(nameOf)],
      rows: [
        ["  messages a second", ...cases.map(sustainedText)],
        [
          "  did not hold at",
          ...cases.map(({ bound }) =>
            bound === null || bound.kind === "range" ? absent : rateText(bound.ratePerSecond),
          ),
        ],
        ["  what failed there", ...cases.map(whoFailed)],
        ["  trials", ...cases.map(({ curve }) => String(curve.length))],
      ],
      remarks: ["sustained: every condition held twice at that rate"],
    },
    first: [],
  };
}

function sentence(each: CapacityCase, text: string): string {
  const of = [Object.keys(each.axes).length === 0 ? "" : nameOf(each), each.broker ?? ""]
    .filter((part) => part !== "")
    .join(" on ");
  return `${of === "" ? capital(text) : `${of}: ${text}`}.`;
}

/** What mqbench or the range ended is only known to be at least so much. */
function sustainedText({ ratePerSecond, bound }: CapacityCase): string {
  if (ratePerSecond === null) return "none";
  return atLeastText(rateText(ratePerSecond), bound?.kind !== "broker");
}

function whoFailed({ bound }: CapacityCase): string {
  if (bound === null) return absent;
  return bound.kind === "broker" ? "the broker" : bound.kind === "generator" ? "mqbench or this machine" : "nothing";
}

function nameOf({ id, axes }: CapacityCase): string {
  const keys = Object.keys(axes);
  if (keys.length === 1 && keys[0] === "qos") return `QoS ${axes["qos"]}`;
  return id === "" ? "measured" : id;
}

function lookOf({ axes, broker }: CapacityCase, index: number): Look {
  if (typeof axes["qos"] === "number") return levelLook(axes["qos"]);
  return brokerLook(String(axes["broker"] ?? broker?.split(" ")[0] ?? "")) ?? plainLook(index);
}

const figureName = "publishLatency.p99";

function pointsOf(curve: readonly CapacityPoint[]): readonly { readonly x: number; readonly y: number }[] {
  return curve.flatMap(({ ratePerSecond, figures }) => {
    const ns = figures[figureName] ?? figures["endToEndLatency.p99"];
    return ns === undefined ? [] : [{ x: ratePerSecond, y: ns }];
  });
}

/** Through the mean of the trials at each rate. */
function curveLine({ curve }: CapacityCase, name: string, look: Look): Line {
  const byRate = new Map<number, number[]>();
  for (const { x, y } of pointsOf(curve)) byRate.set(x, [...(byRate.get(x) ?? []), y]);
  const points = [...byRate]
    .map(([x, all]) => ({ x, y: all.reduce((sum, y) => sum + y, 0) / all.length }))
    .toSorted((a, b) => a.x - b.x);
  return { name, look, points };
}

function chartOf(title: string, lines: readonly Line[]): LineChart | undefined {
  const points = lines.flatMap((line) => line.points);
  if (points.length === 0) return undefined;
  return {
    label: title,
    x: axisOf({ title: "messages a second", unit: "count", values: points.map(({ x }) => x) }),
    y: axisOf({ title: "publish latency p99", unit: "ns", values: points.map(({ y }) => y), isLog: true }),
    lines,
    height: 220,
  };
}

const verdicts = [
  ["sustained", "good"],
  ["exceeded", "bad"],
  ["generator", "none"],
] as const;

function caseSection(each: CapacityCase, index: number): Section {
  const dots = verdicts.flatMap(([verdict, outcome]): Line[] => {
    const points = pointsOf(each.curve.filter((point) => point.verdict === verdict));
    return points.length === 0
      ? []
      : [{ name: verdict, look: outcomeLook(outcome), points, form: "dots", isNamed: false }];
  });
  const chart = chartOf(`each trial of ${nameOf(each)}`, dots);
  const numbers = reportTable(capacityTable(each));
  return {
    id: `case-${index + 1}`,
    title: `Each trial: ${nameOf(each)}`,
    body:
      chart === undefined
        ? subheading(each.unsupported === null ? "not searched" : `not run: ${each.unsupported}`)
        : figure(
            lineMarkup(chart),
            "A trial is sustained where every condition held; exceeded where the broker did not keep up; generator where mqbench or this machine did not.",
            numbers,
          ),
  };
}

function machineSection(result: CapacityResult): Section {
  const { environment, startedAt, endedAt, scenario, until, precision } = result;
  // Of an older search the command is not known: its scenario has every option.
  const command =
    result.command === undefined
      ? `mqbench capacity scenario.yaml --until ${escapeShell(until)} --precision ${precision * 100}%`
      : reproduceCommand(result);
  return {
    id: "environment",
    title: "Environment, and how to reproduce it",
    body:
      table(["", ""], [["searched", `${startedAt} to ${endedAt}`], ...machineRows(environment)]) +
      scenarioMarkup(scenario, command),
  };
}
