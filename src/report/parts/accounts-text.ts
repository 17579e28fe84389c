/** What became of every message, from the plan to the subscribers: each case, and each group of its sensors where there are several. Pure. */
import { validTrials } from "../../analysis/cost.ts";
import { metricInfo } from "../../metrics/catalogue.ts";
import type { ValueName } from "../../metrics/catalogue.ts";
import { steadyOf } from "../../result/loads/steady-of.ts";
import type { ResultCase, RunResult, Trial } from "../../result/schema.ts";
import { caseLabel } from "../charts/cases.ts";
import { absent, formatCount, notValid } from "../format.ts";
import type { ReportTable } from "../report-table.ts";
import { mixedGroups } from "./groups-text.ts";
import { refusalSentences } from "./refusals-text.ts";

const accounts: readonly ValueName[] = [
  "intended",
  "sent",
  "unsent",
  "acknowledged",
  "refused",
  "unfinished",
  "expectedDeliveries",
  "delivered",
  "lost",
  "lostAcknowledged",
  "altered",
  "duplicate",
  "reordered",
];
/** Only told where there are any. */
const rare: readonly ValueName[] = ["lostAcknowledged", "altered"];

type Metrics = Trial["metrics"];

/** None where no load sends on a schedule. */
export function accountTables(result: RunResult): readonly ReportTable[] {
  const rows = result.cases.flatMap((each) => caseRows(result, each));
  if (rows.length === 0) return [];
  const told = accounts.filter((name) => !rare.includes(name) || rows.some(({ of }) => (sumOf(of, name) ?? 0) > 0));
  return [
    {
      heading: ["messages", ...told.map((name) => metricInfo(name).title), "trials", "ledger"],
      rows: rows.map(({ name, of, trials, ledger }) =>
        of.length === 0
          ? [`${name}, ${notValid}`, ...told.map((_, index) => (index === 0 ? notValid : "")), trials, absent]
          : [name, ...told.map((account) => countText(sumOf(of, account))), trials, ledger],
      ),
      remarks: [
        "intended = sent + unsent; at QoS 1 and 2 sent = acknowledged + refused + unfinished; expected = delivered + lost; of all valid trials of a case together",
        ...refusalSentences(result).map((sentence) => `refused, warm-up included: ${sentence}`),
      ],
    },
  ];
}

interface Row {
  readonly name: string;
  /** The metrics of each valid trial. */
  readonly of: readonly Metrics[];
  readonly trials: string;
  readonly ledger: string;
}

function caseRows(result: RunResult, each: ResultCase): readonly Row[] {
  const made = result.trials.filter((trial) => trial.case === each.id && steadyOf(trial) !== null);
  if (made.length === 0) return [];
  const valid = validTrials(result, each.id);
  const trials = valid.length === made.length ? String(made.length) : `${valid.length} of ${made.length} valid`;
  const whole: Row = {
    name: caseLabel(result, each),
    of: valid.map(({ metrics }) => metrics),
    trials,
    ledger: ledgerText(valid),
  };
  const groups = [...new Set(valid.flatMap((trial) => mixedGroups(trial).map(({ name }) => name)))];
  return [
    whole,
    ...groups.map((group) => ({
      name: `  ${group}`,
      of: valid.flatMap((trial) =>
        mixedGroups(trial).flatMap(({ name, metrics }) => (name === group ? [metrics] : [])),
      ),
      trials,
      ledger: absent,
    })),
  ];
}

/** null: none has it. */
function sumOf(all: readonly Metrics[], name: ValueName): number | null {
  const values = all.flatMap((metrics) => {
    const found = metrics[name];
    return found?.kind === "value" ? [found.value] : [];
  });
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}

function countText(count: number | null): string {
  return count === null ? absent : formatCount(count);
}

/** The word of all trials: one that differs must show. */
function ledgerText(trials: readonly Trial[]): string {
  const words = trials.map((trial) => ledgerWord(trial));
  return words.find((word) => word === "differs") ?? words.find((word) => word === absent) ?? words[0] ?? absent;
}

function ledgerWord(trial: Trial): string {
  if (trial.missingReports !== undefined) return absent;
  if (trial.load.ledger.reconciled === false) return "differs";
  return steadyOf(trial)?.ledger.agrees === true ? "as predicted" : "differs";
}
