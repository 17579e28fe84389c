/** What GitHub Actions reads of a gate: annotations on standard output, Markdown for the summary, lines for the outputs. Pure. */
import { isFailing } from "../../analysis/gate.ts";
import type { Check, GateVerdict, Outcome } from "../../analysis/gate.ts";
import type { RunResult } from "../../result/schema.ts";
import { tooFewWords } from "./change-words.ts";
import { escapeMarkdown, escapeTerminal } from "../escape.ts";
import { checkWords, countsOf, labelOf, nameOf, outcomeWord, shownChecks } from "./gate-text.ts";
import { refusalSentences } from "../parts/refusals-text.ts";
import { scenarioName } from "../summary.ts";
import { shortfallSentence } from "../shortfall.ts";

/** GitHub takes 1 MiB of a step. */
const mostSummaryBytes = 1_000_000;

/** A threshold that failed is annotated on its own line of the scenario, everything else on the file. `changed`: what of the scenario did. */
export function githubAnnotations(
  result: RunResult,
  verdict: GateVerdict,
  changed: readonly string[],
): readonly string[] {
  const { scenarioFile } = result;
  const explained = changed.map((text) =>
    command("notice", { ...fileOf(scenarioFile), title: "the scenario changed" }, text),
  );
  const invalid = verdict.notValid.map((text) =>
    command("error", { ...fileOf(scenarioFile), title: "run not valid" }, text),
  );
  const found = shownChecks(verdict).map((check) => annotation(levelOf(check, verdict), check, scenarioFile));
  const nothing =
    verdict.nothingToCheck === null
      ? []
      : [command("error", { ...fileOf(scenarioFile), title: "nothing to check" }, verdict.nothingToCheck)];
  const few =
    verdict.tooFew === null
      ? []
      : [command("error", { ...fileOf(scenarioFile), title: "too few trials" }, tooFewWords(verdict.tooFew))];
  const refused = refusalSentences(result).map((text) =>
    command("warning", { ...fileOf(scenarioFile), title: "refused by the broker" }, text),
  );
  const short = shortfallSentence(result);
  const missing =
    short === null
      ? []
      : [
          command(
            short.isExpected ? "notice" : "warning",
            { ...fileOf(scenarioFile), title: short.isExpected ? "missing on purpose" : "not all came through" },
            short.text,
          ),
        ];
  // What is of the run as a whole, such as that nobody checked who answered.
  const warned = result.warnings.map(({ text }) =>
    command("warning", { ...fileOf(scenarioFile), title: "the run warns" }, text),
  );
  return [...explained, ...invalid, ...nothing, ...few, ...found, ...missing, ...refused, ...warned];
}

type Level = "error" | "warning" | "notice";

function levelOf(check: Check, verdict: GateVerdict): Level {
  if (isFailing(check, verdict)) return "error";
  return check.outcome === "improved" ? "notice" : "warning";
}

function annotation(level: Level, check: Check, scenarioFile: string | null): string {
  const { position } = check;
  const place =
    position === null
      ? fileOf(scenarioFile)
      : { file: position.file, line: position.line, endLine: position.line, col: position.column };
  return command(level, { ...place, title: titleOf(check) }, `${labelOf(check)}: ${checkWords(check)}`);
}

function titleOf(check: Check): string {
  switch (check.kind) {
    case "threshold":
      return "threshold failed";
    case "case":
      return "case missing";
    case "exact":
    case "measured":
      return outcomeWord(check);
  }
}

function fileOf(scenarioFile: string | null): { readonly file?: string } {
  return scenarioFile === null ? {} : { file: scenarioFile };
}

function command(level: string, properties: Readonly<Record<string, string | number>>, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${level} ${list.join(",")}::${escapeMessage(message)}`;
}

function escapeMessage(text: string): string {
  return escapeTerminal(text.replaceAll("\r", " ")).replaceAll("%", "%25").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** What of the scenario changed, what is missing, whether or not anything asks for it, and what did not pass, as a table. */
export function githubSummary(result: RunResult, verdict: GateVerdict, changed: readonly string[]): string {
  const rows = shownChecks(verdict).map((check) => [outcomeWord(check), check.case, nameOf(check), checkWords(check)]);
  const counts = verdict.notValid.length > 0 || verdict.checks.length === 0 ? "" : `\n${countsOf(verdict.checks)}\n`;
  const head = `### mqbench: ${escapeMarkdown(scenarioName(result))}: ${verdict.outcome}\n${counts}`;
  const short = shortfallSentence(result);
  const missing = [...(short === null ? [] : [short.text]), ...refusalSentences(result)]
    .map((text) => `- ${escapeMarkdown(text)}\n`)
    .join("");
  const invalid = verdict.notValid.map((text) => `- not valid: ${escapeMarkdown(text)}\n`).join("");
  const nothing =
    verdict.nothingToCheck === null ? "" : `- nothing to check: ${escapeMarkdown(verdict.nothingToCheck)}\n`;
  const lines = rows.map((row) => `| ${row.map(escapeMarkdown).join(" | ")} |\n`);
  const table = rows.length === 0 ? "" : ["| | case | figure | |\n", "| --- | --- | --- | --- |\n", ...lines].join("");
  const warned = result.warnings.map((each) => `- warning: ${escapeMarkdown(each.text)}\n`).join("");
  const explained = changed.map((text) => `- ${escapeMarkdown(text)}\n`).join("");
  return shorten([head, explained, invalid, nothing, missing, table, warned].filter((part) => part !== "").join("\n"));
}

function shorten(text: string): string {
  if (Buffer.byteLength(text) <= mostSummaryBytes) return text;
  const whole = Buffer.from(text).subarray(0, mostSummaryBytes).toString();
  return `${whole.slice(0, whole.lastIndexOf("\n"))}\n\n(shortened)\n`;
}

const githubVerdicts: Readonly<Record<Outcome, string>> = {
  passed: "pass",
  failed: "fail",
  inconclusive: "inconclusive",
  "too few trials": "invalid",
  "nothing to check": "invalid",
  "not valid": "invalid",
};

export function githubOutputs(verdict: GateVerdict): string {
  const failed = shownChecks(verdict).filter((check) => isFailing(check, verdict)).length;
  return `verdict=${githubVerdicts[verdict.outcome]}\nfailed=${failed}\n`;
}
