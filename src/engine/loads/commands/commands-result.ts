/** What a trial of commands found: a row a group of devices, and the metrics of all together. Pure. */
import { commandCounts } from "../../../result/loads/commands.ts";
import type { CommandRow } from "../../../result/loads/commands.ts";
import type { Note } from "../../../result/schema.ts";
import { limits } from "../../../rules/validity.ts";
import { formatMs, formatPercent } from "../../../format.ts";
import { commandsTo } from "../../../scenario/loads/command-keys.ts";
import type { CommandsLoad } from "../../../scenario/loads/command-keys.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import { valueMetrics } from "../../../result/value-metrics.ts";
import type { Metrics } from "../../account/figures.ts";
import { Latencies } from "../../stepwise/latencies.ts";
import type { Command } from "./command-log.ts";

export interface Answered {
  readonly scenario: Scenario;
  readonly load: CommandsLoad;
  readonly commands: readonly Command[];
  /** Sessions that the broker had forgotten, by group. */
  readonly sessionsLost: readonly number[];
  /** When nobody waited any more. */
  readonly endNs: number;
}

export function rowsOf({ scenario, load, commands, sessionsLost, endNs }: Answered): readonly CommandRow[] {
  return scenario.sensors.map((sensors, group) => {
    const { qos, subscribeQos, replyQos, isReplied, timeoutNs, asleepNs, awakeNs } = commandsTo(load, sensors);
    const own = commands.filter((command) => command.group === group && command.isMeasured);
    const sent = own.filter(({ sentNs }) => sentNs !== null);
    const due = sent.filter(({ isReplyDue }) => isReplyDue);
    const delivered = count(sent, ({ deliveredNs }) => deliveredNs !== null);
    const inTime = count(due, (command) => isInTime(command));
    return {
      name: sensors.name,
      devices: sensors.count,
      qos: { command: qos, subscribe: subscribeQos, reply: isReplied ? replyQos : null },
      timeoutNs,
      asleepNs,
      awakeNs,
      intended: own.length,
      sent: sent.length,
      whileAway: count(sent, ({ isAway }) => isAway),
      delivered,
      lost: sent.length - delivered,
      duplicate: sent.reduce((sum, { deliveries }) => sum + Math.max(0, deliveries - 1), 0),
      repliesDue: due.length,
      inTime,
      late: count(due, (command) => command.repliedNs !== null && !isInTime(command)),
      timeouts: due.length - inTime,
      withheld: count(due, ({ isWithheld }) => isWithheld),
      repliesDuplicate: due.reduce((sum, { heardBy }) => sum + heardBy.length - new Set(heardBy).size, 0),
      sessionsLost: sessionsLost[group] ?? 0,
      commandLatency: latenciesOf(sent, ({ deliveredNs }) => deliveredNs, endNs),
      replyTime: latenciesOf(due, ({ repliedNs }) => repliedNs, endNs),
    };
  });
}

export function metricsOf(rows: readonly CommandRow[], { commands, endNs }: Answered): Metrics {
  const sent = commands.filter(({ isMeasured, sentNs }) => isMeasured && sentNs !== null);
  const due = sent.filter(({ isReplyDue }) => isReplyDue);
  const times = {
    commandDelay: delayOf(commands),
    commandLatency: latenciesOf(sent, ({ deliveredNs }) => deliveredNs, endNs),
    replyTime: latenciesOf(due, ({ repliedNs }) => repliedNs, endNs),
  };
  const metrics: Metrics = valueMetrics(commandCounts(rows));
  for (const [name, histogram] of Object.entries(times)) if (histogram !== null) metrics[name] = histogram;
  return metrics;
}

/** As every load is held to its schedule. */
export function findLate(metrics: Metrics): { readonly faults: readonly Note[]; readonly warnings: readonly Note[] } {
  const [delay, reply] = [percentilesOf(metrics["commandDelay"]), percentilesOf(metrics["replyTime"])];
  const [p50, p99] = [delay["p50"] ?? 0, delay["p99"] ?? 0];
  const faults =
    p99 > limits.pacingDelayP99Ns
      ? [
          {
            code: "late",
            text: `command delay p99 ${formatMs(p99)}, limit ${formatMs(limits.pacingDelayP99Ns)}: mqbench was late; use fewer devices, or send less often`,
          },
        ]
      : [];
  const share = p50 / (reply["p50"] ?? Number.POSITIVE_INFINITY);
  const warnings =
    share > limits.publishDelayShare
      ? [
          {
            code: "publish-delay",
            text: `mqbench's own command delay is ${formatPercent(share)} of the reply time's p50`,
          },
        ]
      : [];
  return { faults, warnings };
}

function percentilesOf(metric: Metrics[string] | undefined): Readonly<Record<string, number>> {
  return metric?.kind === "histogram" ? metric.percentiles : {};
}

function isInTime({ repliedNs, intendedNs, timeoutNs }: Command): boolean {
  return repliedNs !== null && repliedNs - intendedNs <= timeoutNs;
}

function count(commands: readonly Command[], holds: (command: Command) => boolean): number {
  return commands.reduce((sum, command) => sum + (holds(command) ? 1 : 0), 0);
}

function delayOf(commands: readonly Command[]) {
  const times = new Latencies();
  for (const { isMeasured, sentNs, intendedNs } of commands)
    if (isMeasured && sentNs !== null) times.record(sentNs - intendedNs);
  return times.summary();
}

/** What never came has taken until the end at least. */
function latenciesOf(commands: readonly Command[], endedNs: (command: Command) => number | null, endNs: number) {
  const times = new Latencies();
  for (const command of commands) {
    const atNs = endedNs(command);
    if (atNs === null) times.never(Math.max(0, endNs - command.intendedNs));
    else times.record(atNs - command.intendedNs);
  }
  return times.summary();
}
