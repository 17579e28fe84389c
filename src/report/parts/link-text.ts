/** The link between clients and broker as text: what it was asked for, what it adds by itself, what its delay shows, its cuts. */
import type { LinkSection } from "../../result/sections/link-section.ts";
import type { ResultCase, RunResult, Trial } from "../../result/schema.ts";
import { statisticText } from "../bounds-text.ts";
import { shortName } from "../case-names.ts";
import { absent, formatBytes, formatCount, formatNs, formatValue, notValid } from "../format.ts";
import { groupsOf } from "./groups-text.ts";
import { trialRow } from "../report-table.ts";
import type { ReportTable } from "../report-table.ts";
import { inCaseOrder } from "../summary.ts";

type Group = LinkSection["groups"][number];

export function linkTables(result: RunResult): readonly ReportTable[] {
  const linked = inCaseOrder(result).flatMap((trial) => (trial.link === null ? [] : [{ trial, link: trial.link }]));
  if (linked.length === 0) return [];
  const heading = [
    "link",
    "one way",
    "adds to a round trip",
    "late p50",
    "late p99",
    "service p50",
    "less the link's own",
    "round trips × 2d",
    "forwards on",
    "bound by 2d",
  ];
  const rows = linked.flatMap(({ trial, link }) =>
    link.groups.map((group) => trialRow(trial, groupRow(trial, group, caseOf(result, trial), nameOf(result, trial)))),
  );
  const remarks = [
    ...linked.flatMap(({ trial, link }) => cutLines(link, nameOf(result, trial), trial.valid)),
    ...(linked.some(({ trial, link }) => trial.valid && link.groups.some((group) => group.boundPerSecond !== null))
      ? [
          "bound by 2d: in a closed loop no broker can complete more: window ÷ round trips × 2d, of all sensors together",
        ]
      : []),
  ];
  return [{ heading, rows, remarks }];
}

function caseOf({ cases }: RunResult, trial: Trial): ResultCase | undefined {
  return cases.find(({ id }) => id === trial.case);
}

function nameOf({ cases }: RunResult, trial: Trial): string {
  const isOneOfSeveral = (cases.find(({ id }) => id === trial.case)?.trialsPlanned ?? 1) > 1;
  return [shortName(cases, trial.case), isOneOfSeveral ? `trial ${trial.trial}` : ""]
    .filter((part) => part !== "")
    .join(" ");
}

function groupRow(trial: Trial, group: Group, of: ResultCase | undefined, name: string): readonly string[] {
  const { delayNs, jitterNs, bytesPerSecond, ownRoundTripNs, crossings, serviceTimeLessLinkNs } = group;
  const groups = groupsOf(trial);
  const index = groups.findIndex((each) => each.name === group.name);
  const isSensor = group.role === "sensor" && index >= 0;
  const serviceTime = isSensor ? groups[index]?.metrics["serviceTime"] : null;
  const qos = isSensor ? (of?.qos.sensors[index] ?? 0) : 0;
  return [
    [name, group.name].filter((part) => part !== "").join(" "),
    [
      delayNs === 0 ? "0" : formatNs(delayNs),
      jitterNs === 0 ? "" : `± ${formatNs(jitterNs)}`,
      bytesPerSecond === null ? "" : `${formatBytes(bytesPerSecond)}/s`,
    ]
      .filter((part) => part !== "")
      .join(" "),
    formatValue(ownRoundTripNs, "ns"),
    formatValue(crossings?.p50Ns, "ns"),
    formatValue(crossings?.p99Ns, "ns"),
    serviceTime?.kind === "histogram" ? statisticText(serviceTime, "p50") : absent,
    formatValue(serviceTimeLessLinkNs, "ns"),
    qos > 0 && delayNs > 0 ? formatNs(qos * 2 * delayNs) : absent,
    group.forwardsOn ?? absent,
    group.boundPerSecond === null ? absent : `${formatCount(group.boundPerSecond)}/s`,
  ];
}

function cutLines(
  { plannedCuts, madeCuts, packetCuts }: LinkSection,
  name: string,
  isValid: boolean,
): readonly string[] {
  const of = `${name === "" ? "" : ` ${name}`}${isValid ? "" : ` (${notValid})`}`;
  return [
    ...(plannedCuts.length === 0
      ? []
      : [`cuts${of}: ${formatCount(madeCuts.length)} of ${formatCount(plannedCuts.length)} planned were made`]),
    ...(packetCuts.length === 0 ? [] : [`cuts${of}: ${formatCount(packetCuts.length)} set off by a packet`]),
  ];
}
