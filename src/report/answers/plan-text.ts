/** A plan as text: cases, order, what the machine must allow, and what the specification predicts. */
import { besideTheLoad } from "../../scenario/planning/beside-load.ts";
import { findShortage, machineWarnings, needsOf } from "../../scenario/planning/machine-limits.ts";
import type { Needs } from "../../scenario/planning/machine-limits.ts";
import { portsIn } from "../../scenario/planning/placement.ts";
import type { Machine } from "../../scenario/planning/placement.ts";
import type { Plan, PlannedCase, PlannedGroup } from "../../scenario/planning/plan.ts";
import type { PredictedHops } from "../../scenario/planning/predict-hops.ts";
import { gridNsOf } from "../../scenario/keys/pacing-grid.ts";
import { clientsName, connectingGroups } from "../../scenario/messages/message-kinds.ts";
import { summarise } from "../../scenario/summary.ts";
import { absent, formatBytes, formatCount, formatDuration } from "../format.ts";
import { fittedLines } from "../report-table.ts";

export function renderPlan(name: string, plan: Plan, machine: Machine): string {
  const wallNs = plan.trials.reduce((sum, trial) => sum + trial.case.wallNs, 0);
  const lines = [
    `${name}   ${plan.cases.length} case${plan.cases.length === 1 ? "" : "s"}, ${plan.trials.length} trial${plan.trials.length === 1 ? "" : "s"}, at most ${formatDuration(wallNs)}`,
    ...(plan.trials.length > 1
      ? [
          `order   ${plan.trials.map((each) => `${each.case.id === "" ? "" : `${each.case.id} `}#${each.trial}`).join(", ")}`,
        ]
      : []),
    ...plan.cases.flatMap((planned) => ["", ...renderCase(planned, machine)]),
  ];
  return `${lines.join("\n")}\n`;
}

function renderCase(planned: PlannedCase, machine: Machine): readonly string[] {
  const { id, scenario, messages, deliveries, predicted, groups, isCertain } = planned;
  const shortage = findShortage(scenario, machine);
  const sum =
    messages === null
      ? null
      : `${formatCount(messages.measure)} in measure, ${formatCount(messages.warmup)} in warm-up`;
  const entries: readonly (readonly [string, string])[] = [
    ["connections", formatCount(planned.connections)],
    ...devicesOf(scenario).map((text, index) => [index === 0 ? "devices" : "", text] as const),
    ...machineEntries(needsOf(scenario, machine), machine),
    [
      "messages",
      sum === null
        ? `${absent} (known only when they were sent)`
        : `${sum}${isCertain ? "" : " (expected: arrivals are random)"}`,
    ],
    ...(messages === null
      ? []
      : [["intended times", `whole steps of ${formatDuration(gridNsOf[scenario.pacing])}`] as const]),
    ["deliveries", deliveries === null ? absent : `${formatCount(deliveries)} in measure`],
    ["wall time", `at most ${formatDuration(planned.wallNs)} a trial`],
    ...besideTheLoad(scenario).map((entry, index) => [index === 0 ? "beside the load" : "", entry] as const),
    ...(planned.unsupported === null ? [] : [["not run", planned.unsupported] as const]),
    ...(planned.doubt === null
      ? []
      : [["perhaps not run", `${planned.doubt}; the installed one is asked first`] as const]),
  ];
  return [
    `${id === "" ? "" : `${id}   `}${summarise(scenario)}`,
    ...entries.map(([title, text]) => `  ${title.padEnd(18)}${text}`),
    ...(groups === null ? [] : renderGroups(groups)),
    ...(predicted === null ? [] : renderPrediction(predicted)),
    ...machineWarnings(scenario, machine).map((text) => `  warning: ${text}`),
    ...(shortage === undefined ? [] : [`  problem: ${shortage.problem}`, `  hint: ${shortage.hint}`]),
  ];
}

/** Where the clients of each group that a file describes come from. */
function devicesOf({ sensors, subscribers }: PlannedCase["scenario"]): readonly string[] {
  const connecting = connectingGroups(sensors).map(([, group]) => ({ ...group, name: clientsName(group) }));
  return [...connecting, ...subscribers].flatMap(({ name, count, devices }) => {
    if (devices === null) return [];
    const { file, skip, columns } = devices;
    const rows = `rows ${formatCount(skip + 1)} to ${formatCount(skip + count)}`;
    return [`${name}: ${rows} of ${file}, columns ${[...columns.keys()].join(", ")}`];
  });
}

/** What a case needs of a machine, beside what that has. */
export function machineEntries(needs: Needs, machine: Machine): readonly (readonly [string, string])[] {
  const { shards, as, sources } = needs.placement;
  const ports = machine.portRange === null ? null : portsIn(machine.portRange);
  const each = as === "processes" ? " in each process" : "";
  const free =
    machine.memoryBytes === null ? ", how much is free is not known" : `, ${formatBytes(machine.memoryBytes)} free`;
  return [
    ["sent by", `${shards} ${shards === 1 ? as.replace(/s$|es$/u, "") : as}`],
    ["file descriptors", `${formatCount(needs.descriptors)} needed${each}, ${allowed(machine.descriptorLimit)}`],
    ...(needs.brokerDescriptors === null
      ? []
      : [
          [
            "of each broker",
            `${formatCount(needs.brokerDescriptors)} needed, ${allowed(machine.descriptorLimit)}`,
          ] as const,
        ]),
    [
      "source ports",
      `${formatCount(needs.ports)} needed ${sources.length === 0 ? "for each broker" : `on each of ${sources.length} source addresses`}, ${allowed(ports)}`,
    ],
    ["memory", `about ${formatBytes(needs.memoryBytes)} needed${free}`],
    ...(needs.queuedBytes === 0
      ? []
      : [["queues", `at most ${formatBytes(needs.queuedBytes)} more, when the broker does not read`] as const]),
    ...(needs.bytesPerSecond === null
      ? []
      : [["bandwidth", `${formatBytes(needs.bytesPerSecond)} a second from the sensors`] as const]),
  ];
}

function allowed(limit: number | null): string {
  return limit === null ? "limit not known" : `${formatCount(limit)} allowed`;
}

/** What each group of sensors, or kind of message, has of it; nothing where all is one. */
function renderGroups(groups: readonly PlannedGroup[]): readonly string[] {
  if (groups.length < 2) return [];
  const rows = groups.map(({ name, messages, deliveries, predicted: { sensor, subscriber } }) => [
    `  ${name}`,
    formatCount(messages.measure),
    formatCount(messages.warmup),
    ...[sensor.up, sensor.down].map(hopText),
    formatCount(deliveries),
    ...[subscriber.down, subscriber.up].map(hopText),
  ]);
  const hops = ["sensor's hop, up", "down", "deliveries", "subscriber's hop, down", "up"];
  return fittedLines({ heading: ["  by group", "messages in measure", "in warm-up", ...hops], rows });
}

/** `60,000 packets, 5.52 MB`. */
function hopText(tallies: PredictedHops["sensor"]["up"]): string {
  const all = Object.values(tallies);
  const add = (name: "packets" | "bytes"): number => all.reduce((sum, each) => sum + each[name], 0);
  return all.length === 0 ? absent : `${formatCount(add("packets"))} in ${formatBytes(add("bytes"))}`;
}

function renderPrediction(hops: PredictedHops): readonly string[] {
  const rows = (["sensor", "subscriber"] as const).flatMap((hop) =>
    (["up", "down"] as const).flatMap((direction) =>
      Object.entries(hops[hop][direction]).map(([packet, { packets, bytes }]) => [
        `  ${packet}, ${hop}'s hop, ${direction}`,
        formatCount(packets),
        formatBytes(bytes),
      ]),
    ),
  );
  return rows.length === 0 ? [] : fittedLines({ heading: ["  predicted for measure", "packets", "bytes"], rows });
}
