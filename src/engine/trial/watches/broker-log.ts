/** What a broker that mqbench started logged while a trial ran, beside what was sent to it. Pure. */
import { formatCount, formatCounted } from "../../../format.ts";
import type { BrokerLog } from "../../../broker/process/log-counter.ts";
import type { Trial } from "../../../result/schema.ts";

/** Log lines ÷ messages sent from which the log grows with the load. */
const proportional = 0.05;
const fewestLines = 50;

/** The trial with the log of its broker; undefined: nobody reads one. */
export function withBrokerLog(trial: Trial, log: BrokerLog | undefined): Trial {
  if (log === undefined || log.lines === 0) return trial;
  const kinds = log.kinds.map((kind) => ({ ...kind }));
  const broker = { ...trial.broker, log: { lines: log.lines, kinds } };
  const texts = kinds.map(({ text, count }) => `${formatCount(count)} × ${JSON.stringify(text)}`).join(", ");
  const noun = log.lines === 1 ? "warning or error" : "warnings or errors";
  const said = `the broker logged ${formatCount(log.lines)} ${noun}`;
  const sent = trial.metrics["sent"]?.kind === "value" ? trial.metrics["sent"].value : 0;
  const text =
    log.lines >= Math.max(fewestLines, sent * proportional) && sent > 0
      ? `${said} for ${formatCounted(sent, "message")} of measure: writing them is a part of its CPU and its latencies: ${texts}`
      : `${said}: ${texts}`;
  return { ...trial, broker, warnings: [...trial.warnings, { code: "broker-log", text }] };
}
