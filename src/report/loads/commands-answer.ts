/** Does each command have its reply, and how soon? Pure. */
import type { CommandRow } from "../../result/loads/commands.ts";
import type { RunResult } from "../../result/schema.ts";
import type { BarPanel } from "../charts/bar-chart.ts";
import { namedCases } from "../charts/looks.ts";
import { medianBar } from "../charts/median-bar.ts";
import { formatCount, formatCounted, formatNs } from "../format.ts";
import { allText, duplicatesText } from "../questions/deliveries.ts";
import type { Answer } from "../questions/answer.ts";
import type { ReportTable } from "../report-table.ts";

export function commandsAnswer(result: RunResult, table: ReportTable): Answer {
  const cases = namedCases(result).map((named) => ({
    ...named,
    rows: result.trials.flatMap((trial) =>
      trial.case === named.id && trial.valid && trial.load.kind === "commands" ? trial.load.rows : [],
    ),
  }));
  const rows = cases.flatMap((each) => each.rows);
  const panels = [...new Set(rows.map(({ name }) => name))].flatMap((group): BarPanel[] => {
    const bars = cases.flatMap(({ rows: own, ...named }) =>
      medianBar(named, own.find((row) => row.name === group)?.replyTime),
    );
    return bars.length === 0 ? [] : [{ title: `${group}: command to reply, p50`, bars }];
  });
  return {
    headline: headline(rows, missedBy(cases)),
    besides: [besides(rows)],
    picture:
      panels.length === 0
        ? null
        : {
            kind: "bars",
            panels,
            reading:
              "A panel is a group of devices, and has its own scale, from 0. p50: half of the replies took no longer; ≥ where most never came.",
          },
    table,
    first: ["commands", "link", "refusals"],
  };
}

/** More would be no headline. */
const mostGroupsNamed = 3;

type Count = "sent" | "lost" | "duplicate" | "repliesDue" | "inTime" | "timeouts" | "withheld";

/** Whose replies did not come in time: `QoS 0: 37 of 48 of meters, asleep 4 s of 5 s`. */
function missedBy(cases: readonly { readonly name: string; readonly rows: readonly CommandRow[] }[]): string {
  const groups = cases.flatMap(({ name, rows }) =>
    rows.filter(({ timeouts }) => timeouts > 0).map((row) => ({ name, row })),
  );
  const told = groups.slice(0, mostGroupsNamed).map(({ name, row }) => {
    const sleeping =
      row.asleepNs === 0 ? "" : `, asleep ${formatNs(row.asleepNs)} of ${formatNs(row.asleepNs + row.awakeNs)}`;
    const whose = `${formatCount(row.timeouts)} of ${formatCount(row.repliesDue)} of ${row.name}${sleeping}`;
    return name === "" ? whose : `${name}: ${whose}`;
  });
  const more = groups.length - told.length;
  return [...told, ...(more > 0 ? [`and ${formatCount(more)} more`] : [])].join("; ");
}

function headline(rows: readonly CommandRow[], whose: string): string {
  const sum = (key: Count): number => rows.reduce((total, row) => total + row[key], 0);
  const [due, timeouts, withheld] = [sum("repliesDue"), sum("timeouts"), sum("withheld")];
  if (due === 0) return `No reply was due to any of ${formatCounted(sum("sent"), "command")}.`;
  if (timeouts === 0)
    return `Every command that asks for a reply had it in time: ${formatCount(due)} of ${formatCount(due)}.`;
  const onPurpose = withheld === 0 ? "" : `; devices withheld ${formatCount(withheld)} on purpose`;
  return `${formatCount(timeouts)} of ${formatCounted(due, "reply", "replies")} timed out${onPurpose} (${whose}).`;
}

function besides(rows: readonly CommandRow[]): string {
  const sum = (key: Count): number => rows.reduce((total, row) => total + row[key], 0);
  const [sent, lost, duplicates] = [sum("sent"), sum("lost"), sum("duplicate")];
  const reached =
    lost === 0
      ? `${allText(sent, "command")} reached ${sent === 1 ? "its" : "their"} device`
      : `${formatCount(lost)} of ${formatCounted(sent, "command")} never reached ${sent === 1 ? "its" : "their"} device`;
  return `${reached}, ${duplicatesText(duplicates)}.`;
}
