/** A gate as JUnit XML, valid for Jenkins' junit-10.xsd: a test case for each thing that was asked. Pure. */
import { isFailing } from "../../analysis/gate.ts";
import type { Check, GateVerdict } from "../../analysis/gate.ts";
import { caseHash } from "../../analysis/side.ts";
import type { RunResult } from "../../result/schema.ts";
import { tooFewWords } from "./change-words.ts";
import { escapeTerminal } from "../escape.ts";
import { checkWords, labelOf, outcomeWord } from "./gate-text.ts";
import { refusalSentences } from "../parts/refusals-text.ts";
import { reproduceCommand } from "../reproduce.ts";
import { shortfallSentence } from "../shortfall.ts";

interface TestCase {
  readonly classname: string;
  readonly name: string;
  readonly outcome: "passed" | "failure" | "skipped";
  readonly type: string;
  readonly message: string;
  /** Said beside the outcome, whatever it is. */
  readonly remark?: string | undefined;
}

export function renderJunit(head: RunResult, verdict: GateVerdict, baseCommit: string | null): string {
  const scenario = String(head.scenario["name"]);
  const tests = [
    validity(scenario, head, verdict),
    ...verdict.checks.map((check) => testCase(scenario, check, verdict)),
  ];
  const count = (outcome: TestCase["outcome"]): number => tests.filter((each) => each.outcome === outcome).length;
  const seconds = ((Date.parse(head.endedAt) - Date.parse(head.startedAt)) / 1000).toFixed(3);
  const totals = { tests: tests.length, failures: count("failure"), errors: 0 };
  const suite = {
    name: scenario,
    ...totals,
    skipped: count("skipped"),
    time: seconds,
    timestamp: head.startedAt.replace(/\.\d+Z$/u, ""),
  };
  const commits = `base ${baseCommit?.slice(0, 7) ?? "baseline"} head ${head.environment.commit?.slice(0, 7) ?? "unknown"}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: "mqbench", ...totals, time: seconds })}>`,
    ` <testsuite${attributes(suite)}>`,
    ...properties(head),
    ...tests.map((each) => testElement(each, commits)),
    " </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

/** Always there: a file without any case is an error to some readers. */
function validity(scenario: string, head: RunResult, { notValid, nothingToCheck, tooFew }: GateVerdict): TestCase {
  const faults = [
    ...notValid,
    ...(nothingToCheck === null ? [] : [`nothing to check: ${nothingToCheck}`]),
    ...(tooFew === null ? [] : [`too few trials: ${tooFewWords(tooFew)}`]),
  ];
  return {
    classname: `mqbench.${scenario}.validity`,
    name: "validity",
    outcome: faults.length > 0 ? "failure" : "passed",
    type: "validity",
    message: faults.join("\n"),
    remark: shortfallSentence(head)?.text,
  };
}

function testCase(scenario: string, check: Check, verdict: GateVerdict): TestCase {
  const kind = check.kind === "threshold" ? "threshold" : "baseline";
  const message = checkWords(check);
  return {
    classname: `mqbench.${scenario}.${kind}`,
    name: labelOf(check),
    type: check.kind === "threshold" ? "threshold" : "regression",
    ...outcomeOf(check, message, verdict),
  };
}

/** Nothing may be said of a run that is not valid. */
function outcomeOf(
  check: Check,
  message: string,
  verdict: GateVerdict,
): Pick<TestCase, "outcome" | "message" | "remark"> {
  const [fault] = verdict.notValid;
  if (fault !== undefined) return { outcome: "skipped", message: `invalid: ${fault}` };
  if (isFailing(check, verdict)) return { outcome: "failure", message };
  if (check.outcome === "passed") return { outcome: "passed", message };
  const told = `${outcomeWord(check)}: ${message}`;
  if (check.outcome === "improved") return { outcome: "passed", message, remark: told };
  return { outcome: "skipped", message: told };
}

function properties(head: RunResult): readonly string[] {
  const brokers = new Set(
    head.trials.map(({ broker: { name, version } }) => (version === null ? name : `${name} ${version}`)),
  );
  const missing = shortfallSentence(head);
  const values = [
    ...head.cases.map((each) => [each.id === "" ? "caseHash" : `caseHash ${each.id}`, caseHash(each)] as const),
    ["broker", [...brokers].join(", ")] as const,
    ["mqbench", head.environment.mqbench] as const,
    ...(head.command === undefined ? [] : [["command", reproduceCommand(head) ?? ""] as const]),
    ...refusalSentences(head).map((text) => ["refused", text] as const),
    ...head.warnings.map(({ text }) => ["warning", text] as const),
    ...(missing === null ? [] : [["missing", missing.text] as const]),
  ];
  const lines = values.map(([name, value]) => `   <property${attributes({ name, value })}/>`);
  return ["  <properties>", ...lines, "  </properties>"];
}

function testElement(test: TestCase, commits: string): string {
  const { classname, name, remark } = test;
  const open = `  <testcase${attributes({ classname, name, time: "0.000" })}`;
  const parts = [
    ...outcomeElement(test, commits),
    ...(remark === undefined ? [] : [`   <system-out>${escapeXml(remark)}</system-out>`]),
  ];
  return parts.length === 0 ? `${open}/>` : [`${open}>`, ...parts, "  </testcase>"].join("\n");
}

function outcomeElement({ outcome, type, message }: TestCase, commits: string): readonly string[] {
  switch (outcome) {
    case "passed":
      return [];
    case "skipped":
      return [`   <skipped${attributes({ message })}/>`];
    case "failure":
      return [`   <failure${attributes({ type, message })}>${escapeXml(commits)}</failure>`];
  }
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
};

function escapeXml(text: string): string {
  // XML 1.0 has no way to write the other control characters.
  const legal = escapeTerminal(text.replaceAll(/[^\P{Cc}\t\n]|[\p{Cs}\uFFFE\uFFFF]/gu, "\uFFFD"));
  return legal.replaceAll(/[&<>"\n]/gu, (each) => entities[each] ?? each);
}
