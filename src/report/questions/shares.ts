/** Does each message of a shared subscription come to one member, and how are they spread? Pure. */
import { allText } from "./deliveries.ts";
import { validTrials } from "../../analysis/cost.ts";
import { steadyOf } from "../../result/loads/steady-of.ts";
import type { RunResult } from "../../result/schema.ts";
import type { SharesSection } from "../../result/sections/shares-section.ts";
import type { Bar, BarPanel } from "../charts/bar-chart.ts";
import { namedCases } from "../charts/looks.ts";
import type { Named } from "../charts/looks.ts";
import { absent, formatCount, formatCounted, notValid } from "../format.ts";
import { shareTables } from "../parts/shares-text.ts";
import type { Answer } from "./answer.ts";

type Share = SharesSection[number];

/** A case and the shared subscriptions of its valid trials. */
interface Shared extends Named {
  readonly shares: readonly Share[];
}

export function sharesAnswer(result: RunResult): Answer | undefined {
  const [full] = shareTables(result);
  if (full === undefined) return undefined;
  const cases = namedCases(result).map(({ id, name, look }) => ({
    name: nameOf(result, id, name),
    look,
    shares: validTrials(result, id).flatMap((trial) => steadyOf(trial)?.shares ?? []),
  }));
  const panels = [
    countPanel("lost: came to no member", cases, ({ lost }) => lost),
    countPanel("came to another member as well", cases, ({ again }) => again),
    spreadPanel(cases),
  ].flat();
  return {
    headline: headline(cases),
    besides: shortSentence(cases),
    picture:
      panels.length === 0
        ? null
        : {
            kind: "bars",
            panels,
            reading:
              "Each panel has its own scale, from 0. A member's messages: the median of the members that stayed; the line reaches from the least to the most that one received.",
          },
    table: {
      heading: ["shared subscription", ...full.heading.slice(1)],
      rows: cases.map(rowOf),
      remarks: full.remarks,
    },
    first: ["shares", "accounts", "cost"],
  };
}

/** What sets the case apart, in words: `QoS 1, 1 member leaves`. */
function nameOf({ cases }: RunResult, id: string, name: string): string {
  const axes = Object.entries(cases.find((each) => each.id === id)?.axes ?? {});
  if (!axes.some(([key]) => key.endsWith("leave.members"))) return name;
  const words = axes.map(([key, value]) => {
    if (key.endsWith("leave.members"))
      return value === 0 ? "all stay" : `${value} ${value === 1 ? "member leaves" : "members leave"}`;
    return key === "qos" ? `QoS ${value}` : `${key.split(".").at(-1)}=${value}`;
  });
  return words.join(", ");
}

/** Counts are of all valid trials, the spread is of the first. */
function rowOf({ name, shares }: Shared): readonly string[] {
  const [first] = shares;
  if (first === undefined) return [name, notValid, "", "", "", "", "", ""];
  const counts = [
    first.members,
    ...(["expected", "lost", "again"] as const).map((key) => sumOf(shares, (share) => share[key])),
  ];
  const { spread } = first;
  const spreads = spread === null ? [] : [spread.least, spread.median, spread.most];
  return [
    name,
    ...counts.map(formatCount),
    ...(spreads.length === 0 ? [absent, absent, absent] : spreads.map(formatCount)),
  ];
}

function sumOf(shares: readonly Share[], pick: (share: Share) => number): number {
  return shares.reduce((sum, share) => sum + pick(share), 0);
}

function headline(cases: readonly Shared[]): string {
  const all = cases.flatMap(({ shares }) => shares);
  const [expected, lost] = [sumOf(all, (share) => share.expected), sumOf(all, (share) => share.lost)];
  const again = sumOf(all, (share) => share.again);
  const came =
    lost === 0
      ? `${allText(expected, "message")} came to a member of the shared subscription`
      : `${formatCount(lost)} of ${formatCounted(expected, "message")} came to no member of the shared subscription`;
  return `${came}, ${again === 0 ? "none to more than one" : `${formatCount(again)} to more than one`}.`;
}

/** In which cases not each came to exactly one. */
function shortSentence(cases: readonly Shared[]): readonly string[] {
  const short = cases.flatMap(({ name, shares }) => {
    const [lost, again] = [sumOf(shares, (share) => share.lost), sumOf(shares, (share) => share.again)];
    const words = [
      ...(lost === 0 ? [] : [`${formatCount(lost)} lost`]),
      ...(again === 0 ? [] : [`${formatCount(again)} again`]),
    ];
    return words.length === 0 ? [] : [`${name}: ${words.join(", ")}`];
  });
  return short.length === 0 || cases.length < 2 ? [] : [`${short.join("; ")}; in every other case each came to one.`];
}

/** None where it is 0 in every case. */
function countPanel(title: string, cases: readonly Shared[], pick: (share: Share) => number): readonly BarPanel[] {
  const bars = cases
    .filter(({ shares }) => shares.length > 0)
    .map(({ name, look, shares }) => {
      const value = sumOf(shares, pick);
      return { name, text: formatCount(value), parts: [{ value, look }] };
    });
  return bars.every(({ parts: [part] }) => part?.value === 0) ? [] : [{ title, bars }];
}

/** Of the first trial of each case; a subscription of which nobody stayed has no bar. */
function spreadPanel(cases: readonly Shared[]): readonly BarPanel[] {
  const bars = cases.flatMap(({ name, look, shares: [first] }): Bar[] => {
    const spread = first?.spread ?? null;
    if (spread === null) return [];
    const { least, median, most } = spread;
    const text =
      least === most ? formatCount(median) : `${formatCount(median)} (${formatCount(least)} to ${formatCount(most)})`;
    return [{ name, text, parts: [{ value: median, look }], ...(least !== most && { reach: [least, most] as const }) }];
  });
  return bars.length === 0 ? [] : [{ title: "messages that a member received", bars }];
}
