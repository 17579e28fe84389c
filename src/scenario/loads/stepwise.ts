/** What the loads that are driven step by step share: one broker, one group of sensors, no client of the scenario's. Pure. */
import { identityBytes } from "../../mqtt/wire/payload.ts";
import type { ScenarioBase, SensorGroup } from "../base.ts";
import { instancesOf } from "../fleet.ts";
import type { KeyMistake, LoadTraits } from "./load-row.ts";

export function stepTraits(mustReach: LoadTraits["mustReach"]): LoadTraits {
  return { course: "steps", isScheduled: false, mustReach, isProbe: true };
}

/** What keeps a scenario from being an experiment with one group of sensors. */
export function findStepMistakes(
  kind: string,
  scenario: ScenarioBase,
  needsSubscribers: boolean,
): readonly KeyMistake[] {
  const found = [...findClientMistakes(kind, scenario, needsSubscribers)];
  if (scenario.sensors.length > 1) found.push(["sensors", `load ${kind} has one group of sensors`]);
  return found;
}

/** What keeps a scenario from being driven step by step. */
export function findClientMistakes(
  kind: string,
  scenario: ScenarioBase,
  needsSubscribers: boolean,
): readonly KeyMistake[] {
  const { sensors, subscribers, client } = scenario;
  const found: KeyMistake[] = [];
  if (client !== "native") found.push(["client", `load ${kind} drives a client of its own: leave it out`]);
  if (instancesOf(scenario) > 1) found.push(["broker", `load ${kind} has one broker: leave out instances`]);
  if (sensors.some(({ payload }) => payload.template !== null))
    found.push(["sensors", `load ${kind} writes payloads of its own: give a size, such as payload: 64B`]);
  else if (sensors.some(({ payload }) => payload.bytes < identityBytes))
    found.push(["sensors", `payload must have at least ${identityBytes} bytes, which say whose message it is`]);
  if (sensors.some(({ listen }) => listen !== null))
    found.push(["sensors", `load ${kind} has no listening sensors: leave out listen`]);
  if (subscribers.length === 0 && needsSubscribers)
    found.push(["subscribers", "subscribers are missing: who receives the messages?"]);
  return found;
}

/** The line of a case, from the words about its one group of sensors. */
export function summariseGroup(
  { sensors, protocol }: ScenarioBase,
  words: (group: SensorGroup) => readonly string[],
): string {
  const [group] = sensors;
  return [...(group === undefined ? [] : words(group)), `MQTT ${protocol}`].join(", ");
}
