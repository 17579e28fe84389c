/** The agents of a trial beside each other, and what crossed their clocks. Pure. */
import type { AgentFigures, AgentsSection } from "../../result/sections/agents-section.ts";
import type { RunResult, Trial } from "../../result/schema.ts";
import { countOf, hasBegun } from "../agent-metrics.ts";
import { absent, formatBytes, formatCount, formatCounted, formatNs } from "../format.ts";
import { trialHeading } from "../report-table.ts";
import type { ReportTable } from "../report-table.ts";
import { inCaseOrder, trialName } from "../summary.ts";

const heading = [
  "agent",
  "sensors",
  "subscribers",
  "clock",
  "started",
  "CPU",
  "RSS",
  "sent",
  "acknowledged",
  "delivered",
  "p50",
  "p99",
] as const;

export function agentTables(result: RunResult): readonly ReportTable[] {
  return inCaseOrder(result).flatMap((trial) => {
    const { agents: section } = trial;
    if (section === undefined) return [];
    const rows = [...trialHeading(result, trial), ...section.agents.map((agent) => rowOf(agent, trial))];
    const name = result.trials.length === 1 ? "" : `${trialName(result, trial)}: `;
    return [{ heading, rows, remarks: remarksOf(section).map((text) => `${name}${text}`) }];
  });
}

function rowOf(agent: AgentFigures, trial: Trial): readonly string[] {
  const { clock, startNs, cpu, rssBytes, latency } = agent;
  return [
    agent.name,
    formatCount(agent.sensors),
    formatCount(agent.subscribers),
    `${signed(clock.offsetNs)} ± ${formatNs(clock.errorNs)}`,
    startNs === null ? absent : signed(startNs),
    cpu === null ? absent : cpu.toFixed(2),
    rssBytes === null ? absent : formatBytes(rssBytes),
    ...(["sent", "acknowledged", "delivered"] as const).map((name) => {
      const count = countOf(agent, trial, name);
      return count === null ? absent : formatCount(count);
    }),
    latency === null ? absent : formatNs(latency.p50Ns),
    latency === null || latency.p99Ns === null ? absent : formatNs(latency.p99Ns),
  ];
}

function signed(ns: number): string {
  return `${ns < 0 ? "−" : "+"}${formatNs(Math.abs(ns))}`;
}

function remarksOf(section: AgentsSection): readonly string[] {
  const { agents, leadNs, startSkewNs, acrossClocks } = section;
  const metric = agents.find(({ latency }) => latency !== null)?.latency?.metric;
  const told = [
    ...(hasBegun(section) ? [`told ${formatNs(leadNs)} ahead when to begin`] : []),
    ...(startSkewNs === null ? [] : [`began ${formatNs(startSkewNs)} apart, clock error included`]),
    ...(metric === undefined ? [] : [`p50 and p99 are each agent's own ${metric}`]),
  ];
  return [
    ...(told.length === 0 ? [] : [told.join("; ")]),
    ...(acrossClocks === null ? [] : [crossingText(acrossClocks)]),
  ];
}

function crossingText({ deliveries, of, errorNs, p50Ns, p99Ns }: NonNullable<AgentsSection["acrossClocks"]>): string {
  const figures = [p50Ns, p99Ns].map((ns) => (ns === null ? absent : formatNs(ns)));
  const why = p50Ns === null ? ", more than a tenth of the median: such a latency is not told" : "";
  return `${formatCount(deliveries)} of ${formatCounted(of, "delivery", "deliveries")} crossed from one agent's clock to another's: p50 ${figures[0]}, p99 ${figures[1]}, ± ${formatNs(errorNs)}${why}`;
}
