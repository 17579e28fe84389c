/** Does each command have its reply, and how soon? Pure. */
import type { CommandRow } from "../../result/loads/commands.ts";
import type { RunResult } from "../../result/schema.ts";
import type { BarPanel } from "../charts/bar-chart.ts";
import { namedCases } from "../charts/looks.ts";
import { formatCount, formatNs } from "../format.ts";
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
    const bars = cases.flatMap(({ name, look, rows: own }) => {
      const p50 = own.find((row) => row.name === group)?.replyTime?.percentiles["p50"];
      return p50 === undefined ? [] : [{ name, text: formatNs(p50), parts: [{ value: p50, look }] }];
    });
    return bars.length === 0 ? [] : [{ title: `${group}: command to reply, p50`, bars }];
  });
  return {
    headline: headline(rows),
    besides: [besides(rows)],
    picture:
      panels.length === 0
        ? null
        : { kind: "bars", panels, reading: "A panel is a group of devices: each has its own scale, from 0." },
    table,
    first: ["commands", "link", "refusals"],
  };
}

type Count = "sent" | "lost" | "duplicate" | "repliesDue" | "inTime" | "timeouts" | "withheld";

function headline(rows: readonly CommandRow[]): string {
  const sum = (key: Count): number => rows.reduce((total, row) => total + row[key], 0);
  const [due, timeouts, withheld] = [sum("repliesDue"), sum("timeouts"), sum("withheld")];
  if (due === 0) return `No reply was due to any of ${formatCount(sum("sent"))} commands.`;
  if (timeouts === 0)
    return `Every command that asks for a reply had it in time: ${formatCount(due)} of ${formatCount(due)}.`;
  const onPurpose = withheld === 0 ? "" : `; devices withheld ${formatCount(withheld)} on purpose`;
  return `${formatCount(timeouts)} of ${formatCount(due)} replies had not come when their time was over${onPurpose}.`;
}

function besides(rows: readonly CommandRow[]): string {
  const sum = (key: Count): number => rows.reduce((total, row) => total + row[key], 0);
  const [sent, lost, twice] = [sum("sent"), sum("lost"), sum("duplicate")];
  const reached =
    lost === 0
      ? `All ${formatCount(sent)} commands reached their device`
      : `${formatCount(lost)} of ${formatCount(sent)} commands never reached their device`;
  return `${reached}, ${twice === 0 ? "none twice" : `${formatCount(twice)} came again`}.`;
}
