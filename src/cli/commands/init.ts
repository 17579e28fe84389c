/** `mqbench init`: writes a scenario of the user's own, of five answers. */
import { existsSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { splitUrl } from "../../broker/facts/url-parts.ts";
import { MqbenchError, messageOf } from "../../errors.ts";
import type { ExitName } from "../../errors.ts";
import { formatDuration } from "../../report/format.ts";
import { longestEveryNs, newScenario } from "../../scenario/document/new-scenario.ts";
import type { Answers } from "../../scenario/document/new-scenario.ts";
import { identifierForm } from "../../scenario/keys/identifier.ts";
import { show } from "../../scenario/keys/unit-values.ts";
import { planRun } from "../../scenario/planning/plan.ts";
import type { Plan } from "../../scenario/planning/plan.ts";
import { readScenarioBytes } from "../../scenario/read.ts";
import type { Overrides } from "../../scenario/read.ts";
import { parseDurationNs } from "../../units.ts";
import { openDialogue } from "../dialogue.ts";
import { printText } from "../output.ts";

export interface InitOptions extends Partial<Answers> {
  readonly yes?: boolean;
}

interface Question {
  readonly text: string;
  readonly usual: string;
  /** The key of the scenario that the answer is the value of. */
  readonly path: readonly string[];
}

const questions: Readonly<Record<keyof Answers, Question>> = {
  broker: { text: "Which broker: a name that `mqbench brokers` lists, or a URL?", usual: "embedded", path: ["broker"] },
  sensors: { text: "How many sensors publish?", usual: "100", path: ["sensors", "count"] },
  every: { text: "How often does each of them?", usual: "1s", path: ["sensors", "every"] },
  payload: { text: "How large is a message?", usual: "64B", path: ["sensors", "payload"] },
  qos: { text: "QoS 0, 1, 2, or all, to compare them?", usual: "all", path: ["qos"] },
};

const order = ["broker", "sensors", "every", "payload", "qos"] as const;
const usualAnswers: Answers = {
  broker: questions.broker.usual,
  sensors: questions.sensors.usual,
  every: questions.every.usual,
  payload: questions.payload.usual,
  qos: questions.qos.usual,
};
const ending = /\.ya?ml$/u;

export async function initCommand(given: string | undefined, options: InitOptions): Promise<ExitName> {
  const file = fileOf(given ?? "benchmark");
  refuseName(file);
  if (existsSync(file)) throw alreadyThere(file);
  const answers = await collectAnswers(file, options);
  if (answers === null) return "interrupted";
  const plan = checkAnswers(file, answers);
  write(file, textOf(file, answers));
  const wallNs = plan.trials.reduce((sum, trial) => sum + trial.case.wallNs, 0);
  const cases = `${plan.cases.length} case${plan.cases.length === 1 ? "" : "s"}`;
  printText(`wrote ${file}: ${cases}, at most ${formatDuration(wallNs)}\nnext: mqbench run ${file}\n`);
  return "passed";
}

/** A scenario has the name of its file, which names the folder of its results. */
function refuseName(file: string): void {
  const name = nameOf(file);
  if (identifierForm.test(name)) return;
  const form = "letters, digits, dots, dashes and underscores, a letter or digit first (at most 100)";
  throw new MqbenchError("usage", `init: a scenario is named for its file: expected ${form}, got ${show(name)}`, {
    hint: "name another: mqbench init NAME.yaml",
  });
}

/** Those that are given, then asked, then usual; null: the user left. Throws what is wrong with those that are given. */
async function collectAnswers(file: string, options: InitOptions): Promise<Answers | null> {
  let answers: Answers = usualAnswers;
  for (const key of order) {
    const given = options[key];
    if (given === undefined) continue;
    answers = { ...answers, [key]: given };
    checkAnswers(file, answers, key);
  }
  const isAsked = options.yes !== true && process.stdin.isTTY && process.stderr.isTTY;
  const open = isAsked ? order.filter((key) => options[key] === undefined) : [];
  if (open.length === 0) return answers;
  const dialogue = openDialogue();
  try {
    for (const key of open) {
      const { text, usual } = questions[key];
      const answer = await dialogue.ask(text, usual, (typed) => {
        checkAnswers(file, { ...answers, [key]: typed }, key);
      });
      if (answer === null) return null;
      answers = { ...answers, [key]: answer };
    }
    return answers;
  } finally {
    dialogue.close();
  }
}

/** Throws what is wrong with them, at the option of one of them. */
function checkAnswers(file: string, answers: Answers, key?: keyof Answers): Plan {
  if (splitUrl(answers.broker)?.user !== undefined)
    throw new MqbenchError("usage", "--broker: a scenario file is no place for a user name and a password", {
      hint: "MQBENCH_USERNAME and MQBENCH_PASSWORD are read when it is run",
    });
  refusePeriod(answers.every);
  const answer = key === undefined ? undefined : answers[key];
  const flags: Overrides["flags"][number][] =
    key === undefined || answer === undefined || (key === "qos" && answer === "all")
      ? []
      : [{ path: questions[key].path, value: /^\d+$/u.test(answer) ? Number(answer) : answer, option: `--${key}` }];
  const bytes = new TextEncoder().encode(textOf(file, answers));
  return planRun(readScenarioBytes(file, bytes, { set: [], flags }).cases);
}

/** One that measure, which has each sensor publish twice, has no room for. */
function refusePeriod(every: string): void {
  if ((parseDurationNs(every) ?? 0) <= longestEveryNs) return;
  const longest = `${longestEveryNs / 3600e9}h`;
  throw new MqbenchError(
    "usage",
    `--every: expected at most ${longest}, of which the longest measure has two, got ${every}`,
  );
}

function nameOf(file: string): string {
  return basename(file).replace(ending, "");
}

function textOf(file: string, answers: Answers): string {
  return newScenario(file, nameOf(file), answers);
}

function fileOf(given: string): string {
  return ending.test(given) ? given : `${given}.yaml`;
}

/** Also where it came to be there since it was looked for. */
function write(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: "wx" });
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "EEXIST") throw alreadyThere(file);
    throw new MqbenchError("usage", `cannot write the scenario: ${messageOf(cause)}`, { cause });
  }
}

function alreadyThere(file: string): MqbenchError {
  return new MqbenchError("usage", `${file} is there already, and is not written over`, {
    hint: "name another: mqbench init NAME.yaml",
  });
}
