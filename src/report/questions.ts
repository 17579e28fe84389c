/** What a result answers first, by what it is: a load that has its own question, else what was done to it and what its cases differ in. */
import type { RunResult } from "../result/schema.ts";
import { reportedLoads } from "./loads.ts";
import type { Answer, Question } from "./questions/answer.ts";
import { brokersAnswer } from "./questions/brokers.ts";
import { casesAnswer } from "./questions/cases.ts";
import { fleetAnswer } from "./questions/fleet.ts";
import { groupsAnswer } from "./questions/groups.ts";
import { levelsAnswer } from "./questions/levels.ts";
import { memoryAnswer } from "./questions/memory.ts";
import { oneCaseAnswer } from "./questions/one-case.ts";
import { outagesAnswer } from "./questions/outages.ts";
import { restartAnswer } from "./questions/restart.ts";
import { sharesAnswer } from "./questions/shares.ts";
import { stagesAnswer } from "./questions/stages.ts";
import { transportsAnswer } from "./questions/transports.ts";

/** The first that answers is the answer. */
const questions: readonly Question[] = [
  ...reportedLoads.flatMap(({ answerOf }) => answerOf ?? []),
  restartAnswer,
  outagesAnswer,
  brokersAnswer,
  sharesAnswer,
  fleetAnswer,
  transportsAnswer,
  levelsAnswer,
  casesAnswer,
  stagesAnswer,
  memoryAnswer,
  groupsAnswer,
  oneCaseAnswer,
];

/** undefined where there is no trial. */
export function answerTo(result: RunResult): Answer | undefined {
  if (result.trials.length === 0) return undefined;
  for (const question of questions) {
    const answer = question(result);
    if (answer !== undefined) return ofValidTrials(result, answer);
  }
  return undefined;
}

function ofValidTrials({ trials }: RunResult, answer: Answer): Answer {
  const valid = trials.filter((trial) => trial.valid).length;
  if (valid === 0) return unanswered(answer);
  if (valid === trials.length) return answer;
  return {
    ...answer,
    besides: [
      ...answer.besides,
      `This is of the ${valid} of ${trials.length} trials that ${valid === 1 ? "is" : "are"} valid.`,
    ],
  };
}

/** Where no trial is valid nothing is said of the broker. */
function unanswered({ table, first }: Answer): Answer {
  return {
    headline: "No answer: no trial is valid.",
    besides: [],
    picture: null,
    table: { ...table, rows: [], remarks: [] },
    first,
  };
}
