/** How the scenarios of a folder ended, one beside the other, as text. Pure. */
import type { ExitName } from "../../errors.ts";
import { absent, formatCount } from "../format.ts";
import { fittedLines } from "../report-table.ts";

export interface PackEntry {
  readonly name: string;
  readonly exit: ExitName;
  /** null: none was made. */
  readonly trials: { readonly valid: number; readonly made: number } | null;
  /** The file of its result; null: there is none. */
  readonly path: string | null;
  /** The file of its report; null: none was asked for, or made. */
  readonly report: string | null;
  /** Why it was not made; null: it was, or nobody wanted it any more. */
  readonly why: string | null;
}

export function renderPack(name: string, entries: readonly PackEntry[]): string {
  const words = entries.map(endWords);
  const counts = [...new Set(words)].map((word) => `${words.filter((each) => each === word).length} ${word}`);
  const rows = entries.map(({ name: of, trials }, index) => [
    of,
    words[index] ?? "",
    trials === null ? absent : `${formatCount(trials.valid)} of ${formatCount(trials.made)}`,
  ]);
  const files = entries.flatMap(({ path, report }) => [
    ...(path === null ? [] : [`saved ${path}`]),
    ...(report === null ? [] : [`report ${report}`]),
  ]);
  const lines = [
    `${name}   ${formatCount(entries.length)} scenario${entries.length === 1 ? "" : "s"}: ${counts.join(", ")}`,
    "",
    ...fittedLines({ heading: ["scenario", "verdict", "valid trials"], rows }),
    ...(files.length === 0 ? [] : ["", ...files]),
    ...entries.flatMap(({ name: of, why }) => (why === null ? [] : [`not made: ${of}: ${why}`])),
  ];
  return `${lines.join("\n")}\n`;
}

function endWords({ exit, trials }: PackEntry): string {
  switch (exit) {
    case "passed":
      return "passed";
    case "failed":
      return "failed";
    case "invalid":
      return trials === null ? "not made" : "not valid";
    case "usage":
      return "not made";
    case "bug":
      return "a bug of mqbench";
    case "hungUp":
    case "interrupted":
    case "terminated":
      return trials === null ? "not begun" : "cut short";
  }
}
