/** The text of a scenario that a user begins with: commented, and sound where its answers are. Pure. */
import { brokerNames, isBrokerName } from "../../broker/facts/names.ts";
import { parseDurationNs } from "../../units.ts";
import { oneLine } from "../../visible-text.ts";
import { longestPeriodNs } from "../keys/unit-values.ts";

/** As typed; `qos` is 0, 1, 2, or all. */
export interface Answers {
  readonly broker: string;
  readonly sensors: string;
  readonly every: string;
  readonly payload: string;
  readonly qos: string;
}

const leastMeasureNs = 10e9;
/** How often a sensor publishes in measure, at least. */
const leastSends = 2;
/** The longest time between two messages of a sensor that measure has room for. */
export const longestEveryNs = longestPeriodNs / leastSends;

/** `file`: its path, for the commands in its head. */
export function newScenario(file: string, name: string, answers: Answers): string {
  const { broker, sensors, every, payload } = answers;
  const path = oneLine(file);
  return `# Run it: mqbench run ${path}        What it will do: mqbench plan ${path}        Every key: mqbench schema
name: ${scalar(name)} # names the folder of the results
${brokerLines(broker)}
${qosLines(answers.qos)}
sensors:
  count: ${scalar(sensors)}
  topic: sensors/{id}/temperature # {id}: the sensor's number
  payload: ${scalar(payload)} # of 16B or more, so that every message says which it is
  every: ${scalar(every)} # of one sensor; or rate: 2000/s, of all together
subscribers:
  count: 1
  topic: sensors/+/temperature # what was sent is joined with what comes here
# What is due in measure is counted and timed, and followed to its end in drain.
phases: { warmup: 2s, measure: ${measureSeconds(every)}s, drain: 10s }
trials: 1 # 3 or more give figures an interval
thresholds: # exit code 3 when one fails
  - lost == 0
`;
}

function brokerLines(broker: string): string {
  if (isBrokerName(broker))
    return `broker: ${broker} # or ${brokerNames.filter((name) => name !== broker).join(", ")}, or a URL; --broker overrides`;
  return `# User name and password: MQBENCH_USERNAME and MQBENCH_PASSWORD. A broker on another machine: --allow-remote.\nbroker: ${scalar(broker)}`;
}

function qosLines(qos: string): string {
  return qos === "all"
    ? "sweep: # every value is a case of its own\n  qos: [0, 1, 2]"
    : `qos: ${scalar(qos)} # of sensors and subscriber; sweep: { qos: [0, 1, 2] } instead compares the levels`;
}

function measureSeconds(every: string): number {
  const periodNs = parseDurationNs(every) ?? 0;
  return Math.ceil(Math.max(leastMeasureNs, leastSends * periodNs) / 1e9);
}

/** Plain where YAML takes it as it is; JSON's form is YAML's, too. */
function scalar(text: string): string {
  return /^\w[\w./-]*$/u.test(text) ? text : JSON.stringify(text);
}
