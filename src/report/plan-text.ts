/** A plan as text: cases, order, what the machine must allow, and what the specification predicts. */
import { findShortage, needsOf } from "../scenario/machine-limits.ts";
import type { Machine } from "../scenario/machine-limits.ts";
import type { Plan, PlannedCase, PredictedHops } from "../scenario/plan.ts";
import { summarise } from "../scenario/summary.ts";
import { absent, formatBytes, formatCount, formatDuration, formatTable } from "./format.ts";

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
  const { id, scenario, messages, deliveries, predicted, isCertain } = planned;
  const needs = needsOf(planned);
  const ports = machine.portRange === null ? null : machine.portRange[1] - machine.portRange[0] + 1;
  const shortage = findShortage(needs, machine);
  const sum =
    messages === null
      ? null
      : `${formatCount(messages.measure)} in measure, ${formatCount(messages.warmup)} in warm-up`;
  const entries: readonly (readonly [string, string])[] = [
    ["connections", formatCount(planned.connections)],
    ["file descriptors", `${formatCount(needs.descriptors)} needed, ${allowed(machine.descriptorLimit)}`],
    ["source ports", `${formatCount(needs.ports)} needed, ${allowed(ports)}`],
    [
      "messages",
      sum === null
        ? `${absent} (known only when they were sent)`
        : `${sum}${isCertain ? "" : " (expected: arrivals are random)"}`,
    ],
    ["deliveries", deliveries === null ? absent : `${formatCount(deliveries)} in measure`],
    ["wall time", `at most ${formatDuration(planned.wallNs)} a trial`],
  ];
  return [
    `${id === "" ? "" : `${id}   `}${summarise(scenario)}`,
    ...entries.map(([title, text]) => `  ${title.padEnd(18)}${text}`),
    ...(predicted === null ? [] : renderPrediction(predicted)),
    ...(shortage === undefined ? [] : [`  problem: ${shortage.problem}`, `  hint: ${shortage.hint}`]),
  ];
}

function allowed(limit: number | null): string {
  return limit === null ? "limit not known" : `${formatCount(limit)} allowed`;
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
  return rows.length === 0 ? [] : formatTable([["  predicted for measure", "packets", "bytes"], ...rows]);
}
