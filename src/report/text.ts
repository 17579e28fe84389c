/** The report of a run as text: what is not valid first, then what was measured, what it cost, and whether it passed. */
import type { Note, ResultCase, RunResult, Trial } from "../result/schema.ts";
import { renderCost } from "./cost-text.ts";
import { absent, formatCount, formatTable, formatValue } from "./format.ts";
import { renderHold } from "./hold-text.ts";
import { renderTrial } from "./trial-text.ts";

/** `saved` is said last; null when there is no file. */
export function renderRun(result: RunResult, saved: string | null): string {
  const blocks = [
    renderFaults(result),
    [renderHeading(result)],
    renderUnsupported(result),
    ...renderCases(result),
    // What a hold experiment costs stands in its own table.
    ...(isHeld(result) ? [renderHold(result)] : renderCost(result)),
    renderThresholds(result),
    renderWarnings(result),
    saved === null ? [] : [`saved ${saved}`],
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function renderFaults(result: RunResult): readonly string[] {
  return result.trials.flatMap((trial) =>
    trial.invalidBecause.map(({ text }) => `not valid: ${trialName(result, trial)}: ${text}`),
  );
}

function renderHeading(result: RunResult): string {
  const brokers = [...new Set(result.trials.map(({ broker }) => brokerText(broker)))];
  const valid = result.trials.filter((trial) => trial.valid).length;
  const count = result.trials.length;
  const planned = result.cases.reduce((sum, { trialsPlanned }) => sum + trialsPlanned, 0);
  const parts = [
    String(result.scenario["name"]),
    result.cases.length === 1 ? result.cases[0]?.summary : commonSummary(result.cases),
    brokers.length === 0 ? undefined : brokers.join(", "),
    `${count} of ${planned} trials`,
    valid === count && count > 0 ? "all valid" : `${valid} valid`,
  ];
  return parts.filter((part) => part !== undefined).join("   ");
}

function brokerText({ kind, name, version, url, instances }: Trial["broker"]): string {
  if (kind === "url") return `${name} at ${url}`;
  const parts = [name, version, instances === 1 ? null : `× ${instances}`, kind === "embedded" ? "(embedded)" : null];
  return parts.filter((part) => part !== null).join(" ");
}

/** What the broker cannot run is said as such, and was not run as something else. */
function renderUnsupported({ cases }: RunResult): readonly string[] {
  const found = cases.flatMap(({ id, unsupported }) => (unsupported === null ? [] : [[id, unsupported] as const]));
  const wide = Math.max(0, ...found.map(([id]) => id.length));
  return found.length === 0 ? [] : ["not run", ...found.map(([id, why]) => `  ${id.padEnd(wide)}   ${why}`)];
}

function isHeld({ trials }: RunResult): boolean {
  return trials.length > 0 && trials.every(({ load }) => load.kind === "hold");
}

/** Of several cases, what their summaries have in common. */
function commonSummary(cases: readonly ResultCase[]): string | undefined {
  const [first, ...others] = cases.map(({ summary }) => summary.split(", "));
  const common = first?.filter((part) => others.every((parts) => parts.includes(part))) ?? [];
  return common.length === 0 ? undefined : common.join(", ");
}

/** One case: its trials in full. Several: a line each, since the table follows. */
function renderCases(result: RunResult): readonly (readonly string[])[] {
  if (result.cases.length === 1) return result.trials.map((trial) => renderTrial(trial, result.trials.length > 1));
  if (isHeld(result)) return [];
  const heading = [
    "case",
    "connected",
    "sent",
    "acknowledged",
    "refused",
    "unfinished",
    "delivered",
    "lost",
    "duplicate",
    "ledger",
  ];
  const rows = inCaseOrder(result).map((trial) => [
    trialName(result, trial),
    formatCount(trial.sensors.connected + trial.subscribers.connected),
    ...(["sent", "acknowledged", "refused", "unfinished", "delivered", "lost", "duplicate"] as const).map((name) =>
      valueText(trial, name),
    ),
    ledgerWord(trial),
  ]);
  return [formatTable([heading, ...rows], 2)];
}

/** Not as they ran, which is shuffled. */
function inCaseOrder({ cases, trials }: RunResult): readonly Trial[] {
  return cases.flatMap(({ id }) => trials.filter((trial) => trial.case === id));
}

function ledgerWord({ load }: Trial): string {
  const { ledger } = load;
  if (ledger.reconciled === false) return "differs";
  if (load.kind !== "steady") return ledger.reconciled === null ? absent : "as the sockets";
  return load.ledger.agrees ? "as predicted" : "differs";
}

function valueText(trial: Trial, name: string): string {
  const metric = trial.metrics[name];
  return metric?.kind === "value" ? formatValue(metric.value, metric.unit) : absent;
}

/** A line for each threshold of each case, over all its trials. */
function renderThresholds(result: RunResult): readonly string[] {
  const groups = new Map<string, { readonly of: string; readonly all: Trial["thresholds"] }>();
  for (const trial of inCaseOrder(result)) {
    for (const each of trial.thresholds) {
      const key = `${trial.case}\n${each.text}`;
      const group = groups.get(key) ?? { of: trial.case, all: [] };
      group.all.push(each);
      groups.set(key, group);
    }
  }
  if (groups.size === 0) return [];
  const rows = [...groups.values()].map(({ of, all }) => [outcomeOf(all), all[0]?.text ?? "", measuredOf(all), of]);
  const wide = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return [
    "thresholds",
    ...rows.map(([outcome = "", text = "", measured = "", of = ""]) =>
      `  ${outcome.padEnd(wide(0))}   ${text.padEnd(wide(1))}   ${measured.padStart(wide(2))}   ${of}`.trimEnd(),
    ),
  ];
}

/** Failed when it failed in any trial. */
function outcomeOf(all: Trial["thresholds"]): string {
  const failed = all.filter(({ outcome }) => outcome === "failed").length;
  if (failed === 0) return all[0]?.outcome ?? "";
  return all.length === 1 ? "failed" : `failed in ${failed} of ${all.length}`;
}

/** What was measured: of several trials, from least to most. */
function measuredOf(all: Trial["thresholds"]): string {
  const [first] = all;
  const values = all.map(({ measured }) => measured).filter((measured) => measured !== null);
  if (first === undefined || first.outcome === "not applicable") return absent;
  if (values.length === 0) return "no samples";
  const [least, most] = [Math.min(...values), Math.max(...values)].map((measured) => formatValue(measured, first.unit));
  return least === most ? String(least) : `${least} to ${most}`;
}

/** A warning that several trials share is said once, with the words of the first. */
function renderWarnings(result: RunResult): readonly string[] {
  const found = new Map<string, { readonly text: string; readonly of: string[] }>();
  const add = ({ code, text }: Note, of: readonly string[]): void => {
    const known = found.get(code);
    if (known === undefined) found.set(code, { text, of: [...of] });
    else known.of.push(...of);
  };
  for (const note of result.warnings) add(note, []);
  for (const trial of result.trials) for (const note of trial.warnings) add(note, [trialName(result, trial)]);
  return [...found.values()].map(({ text, of: [first, ...others] }) => {
    if (first === undefined || result.trials.length === 1) return `warning: ${text}`;
    const more = others.length === 0 ? "" : ` (and ${others.length} more ${others.length === 1 ? "trial" : "trials"})`;
    return `warning: ${first}${more}: ${text}`;
  });
}

function trialName(result: RunResult, trial: Trial): string {
  const planned = result.cases.find(({ id }) => id === trial.case)?.trialsPlanned ?? 1;
  const parts = [trial.case, planned > 1 || trial.case === "" ? `trial ${trial.trial}` : ""];
  return parts.filter((part) => part !== "").join(" ");
}
