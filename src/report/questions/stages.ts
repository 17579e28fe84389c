/** Does the broker follow a rate that changes? One case with stages. Pure. */
import { validTrials } from "../../analysis/cost.ts";
import { steadyOf } from "../../result/loads/steady-of.ts";
import type { RunResult, Trial } from "../../result/schema.ts";
import { plainLook } from "../charts/palette.ts";
import { timeChart } from "../charts/time-chart.ts";
import { formatCount, formatNs } from "../format.ts";
import { stageTables } from "../parts/stages-text.ts";
import type { Answer } from "./answer.ts";
import { acknowledgedSentence, deliverySentence } from "./deliveries.ts";

export function stagesAnswer(result: RunResult): Answer | undefined {
  const [only, ...others] = result.cases;
  if (only === undefined || others.length > 0) return undefined;
  const [first, ...further] = validTrials(result, only.id);
  const [table] = stageTables(result);
  if (first === undefined || table === undefined) return undefined;
  const chart = timeChart(first, {
    label: "rates over time",
    title: "messages",
    unit: "perSecond",
    lines: [
      { column: "planned", name: "planned", look: plainLook(0) },
      { column: "acknowledged", name: "acknowledged", look: plainLook(1) },
      { column: "delivered", name: "delivered", look: plainLook(2) },
    ],
  });
  return {
    headline: [acknowledgedSentence(result), deliverySentence(result)].filter((text) => text !== "").join(" "),
    besides: slowestSentence(first, further.length + 1),
    picture:
      chart === undefined
        ? null
        : {
            kind: "lines",
            charts: [chart],
            reading:
              "Planned is the rate as the scenario draws it; where what was acknowledged and delivered (at every receiver) follows it, the broker kept up. Of the first valid trial.",
          },
    table,
    first: ["stages", "rates", "heat", "accounts", "groups"],
  };
}

/** Where it was slowest, and where fastest; of a single trial both may be chance, and how many there were is said. */
function slowestSentence(first: Trial, trials: number): readonly string[] {
  const known = (steadyOf(first)?.stages ?? []).flatMap(({ name, publishLatency, endToEndLatency }) => {
    const [what, latency] =
      publishLatency === null ? ["end-to-end latency", endToEndLatency] : ["publish latency", publishLatency];
    const ns = latency?.p99Ns ?? null;
    return ns === null ? [] : [{ name, ns, what }];
  });
  const inOrder = known.toSorted((a, b) => a.ns - b.ns);
  const [least, most] = [inOrder[0], inOrder.at(-1)];
  if (least === undefined || most === undefined || least === most) return [];
  const of = trials === 1 ? "one trial" : `the first of ${formatCount(trials)} trials`;
  return [
    `In the stage ${most.name} 99 of 100 messages had a ${most.what} of ${formatNs(most.ns)} or less, the longest of all stages; in ${least.name}, the shortest, ${formatNs(least.ns)} (${of}).`,
  ];
}
