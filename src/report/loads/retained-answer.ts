/** Does every late subscriber get what is retained, at which QoS and how soon? Pure. */
import type { RetainedSection } from "../../result/loads/retained.ts";
import type { RunResult } from "../../result/schema.ts";
import { plainLook } from "../charts/palette.ts";
import { medianBar } from "../charts/median-bar.ts";
import { formatCount, formatCounted } from "../format.ts";
import type { Answer } from "../questions/answer.ts";
import type { ReportTable } from "../report-table.ts";

export function retainedAnswer(result: RunResult, table: ReportTable): Answer {
  const sections = result.trials.flatMap((trial) =>
    trial.valid && trial.load.kind === "retained" ? [trial.load] : [],
  );
  const bars = sections
    .slice(0, 1)
    .flatMap(({ groups }) =>
      groups.flatMap(({ subscribers, filter, subscribeToLast }, index) =>
        medianBar({ name: `${formatCount(subscribers)} to ${filter}`, look: plainLook(index) }, subscribeToLast),
      ),
    );
  return {
    headline: arrivalSentence(sections),
    besides: [ruleSentence(sections), ...grantSentence(sections)],
    picture:
      bars.length === 0
        ? null
        : {
            kind: "bars",
            panels: [{ title: "SUBSCRIBE to last retained message, p50", bars }],
            reading: "How soon a late subscriber had all that is retained for it, of the first valid trial.",
          },
    table,
    first: ["retained", "refusals"],
  };
}

function arrivalSentence(sections: readonly RetainedSection[]): string {
  const groups = sections.flatMap((section) => section.groups);
  const sum = (pick: (group: (typeof groups)[number]) => number): number =>
    groups.reduce((total, group) => total + pick(group), 0);
  const [expected, missing] = [sum((group) => group.expected), sum((group) => group.missing)];
  return missing === 0
    ? `Late subscribers got all ${formatCount(expected)} retained messages.`
    : `Late subscribers missed ${formatCount(missing)} of ${formatCount(expected)} retained messages.`;
}

function ruleSentence(sections: readonly RetainedSection[]): string {
  const pairs = sections.flatMap((section) => section.pairs);
  const wrong = pairs.filter(
    ({ live, retained, predictedQos }) =>
      live?.qos !== predictedQos || live.isRetained || retained?.qos !== predictedQos || !retained.isRetained,
  );
  const checks = sections.flatMap((section) => section.checks);
  const failed = checks.filter(({ expected: due, found, stale }) => due !== found || stale > 0);
  return `${pairs.length - wrong.length} of ${formatCounted(pairs.length, "pair")} of QoS arrived as the specification has it, and ${checks.length - failed.length} of ${formatCounted(checks.length, "check")} of replacing and clearing held.`;
}

/** A pair that is not asked of the broker as it was asked for shows nothing of the level that it leaves out. */
function grantSentence(sections: readonly RetainedSection[]): readonly string[] {
  const pairs = sections.flatMap((section) => section.pairs);
  const less = pairs.filter(({ subscribeQos, grantedQos }) => grantedQos !== null && grantedQos < subscribeQos);
  return less.length === 0
    ? []
    : [
        `In ${less.length} of ${formatCounted(pairs.length, "pair")} the broker granted less than the QoS that was asked for: ${less.length === 1 ? "it shows" : "they show"} the lower level only.`,
      ];
}
