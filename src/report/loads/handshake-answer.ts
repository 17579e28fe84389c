/** Does each level keep its promise? Steps kept and broken by broker. Pure. */
import type { HandshakeSection } from "../../result/loads/handshake.ts";
import type { RunResult } from "../../result/schema.ts";
import { outcomeLook } from "../charts/palette.ts";
import { namedCases } from "../charts/looks.ts";
import { formatCount, formatCounted } from "../format.ts";
import type { Answer } from "../questions/answer.ts";
import { capital } from "../questions/deliveries.ts";
import type { ReportTable } from "../report-table.ts";

interface Judged {
  readonly name: string;
  readonly kept: number;
  readonly broken: number;
  readonly none: number;
  /** Titles of what was broken, with its level. */
  readonly which: readonly string[];
  /** Why steps do not exist there, and how many. */
  readonly whyNot: ReadonlyMap<string, number>;
}

/** `matrix`: the steps as rows, where they were tried as columns. */
export function handshakeAnswer(result: RunResult, matrix: ReportTable): Answer | undefined {
  const names = namedCases(result);
  const judged = names.flatMap(({ id, name }): Judged[] => {
    const rows = result.trials.flatMap((trial) =>
      trial.case === id && trial.valid && trial.load.kind === "handshake" ? trial.load.rows : [],
    );
    return rows.length === 0 ? [] : [judgedOf(name, rows)];
  });
  return {
    headline: sentence(judged),
    besides: judged.filter(({ none }) => none > 0).map(untriedSentence),
    picture:
      judged.length === 0
        ? null
        : {
            kind: "bars",
            panels: [
              {
                title: "steps at which the promise was kept, broken, or that do not exist there",
                bars: judged.map(barOf),
              },
            ],
            reading:
              "A bar is every step of every handshake at which something was done: cut, withheld, sent twice. QoS 0 promises nothing, QoS 1 that a message comes, once or more often: what is lost there, or a duplicate, breaks no promise.",
          },
    table: matrix,
    first: ["guarantees", "refusals"],
  };
}

function judgedOf(name: string, rows: HandshakeSection["rows"]): Judged {
  const whyNot = new Map<string, number>();
  for (const { notApplicable: why } of rows) if (why !== null) whyNot.set(why, (whyNot.get(why) ?? 0) + 1);
  const count = (verdict: HandshakeSection["rows"][number]["verdict"]): number =>
    rows.filter((row) => row.verdict === verdict).length;
  return {
    name,
    kept: count("kept"),
    broken: count("broken"),
    none: count("not applicable"),
    which: rows.filter(({ verdict }) => verdict === "broken").map(({ qos, title }) => `QoS ${qos}, ${title}`),
    whyNot,
  };
}

function barOf({ name, kept, broken, none }: Judged) {
  const words = [
    `${kept} kept`,
    ...(broken > 0 ? [`${broken} broken`] : []),
    ...(none > 0 ? [`${none} not applicable`] : []),
  ];
  return {
    name,
    text: words.join(", "),
    parts: [
      { value: kept, look: outcomeLook("good") },
      { value: broken, look: outcomeLook("bad") },
      { value: none, look: outcomeLook("none") },
    ],
  };
}

function sentence(judged: readonly Judged[]): string {
  const broken = judged.filter((each) => each.broken > 0);
  const all = judged.reduce((sum, { kept, broken: some }) => sum + kept + some, 0);
  const who = judged.length === 1 ? (judged[0]?.name ?? "") : `all ${judged.length} brokers`;
  if (broken.length === 0) {
    const untried = judged.filter(({ none }) => none > 0);
    const promises = untried.length > 0 ? "every promise that was tried" : "every promise";
    const left = untried.reduce((sum, { none }) => sum + none, 0);
    const but =
      left === 0
        ? ""
        : `; ${formatCounted(left, "was", "were")} not tried (${untried.map(({ name }) => name).join(", ")})`;
    return `${judged.length === 1 ? who : capital(who)} kept ${promises}: ${formatCount(all)} of ${formatCounted(all, "step")}${but}.`;
  }
  const words = broken.map(
    ({ name, which, kept, broken: some }) =>
      `${name} broke ${some} of ${kept + some} (${which.slice(0, 2).join("; ")}${which.length > 2 ? ` and ${which.length - 2} more` : ""})`,
  );
  const others = judged.length - broken.length;
  return `${words.join("; ")}${others === 0 ? "" : `; the other ${others === 1 ? "one kept every promise that it makes" : `${others} kept every promise that they make`}`}.`;
}

/** What was not tried is no promise that was kept. */
function untriedSentence({ name, whyNot }: Judged): string {
  const reasons = [...whyNot].map(([why, count]) => `${formatCount(count)} (${why})`);
  return `${name}: steps that were not tried: ${reasons.join(", ")}.`;
}
