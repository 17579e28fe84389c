/** Shared subscriptions, as a scenario states them: the name, and what the rest of a scenario must be for them. Pure. */
import { z } from "zod";
import { formatCount, formatSeconds } from "../../format.ts";
import type { KeyMistake } from "../loads/load-row.ts";
import { rowOf } from "../loads.ts";
import type { SubscriberGroup } from "../base.ts";
import { saysWhichMessage } from "../payloads/payload.ts";
import type { Scenario } from "../scenario.ts";
import { identifierForm } from "./identifier.ts";
import { show } from "./unit-values.ts";

export const shareSchema = z
  .string()
  .regex(identifierForm, {
    error: ({ input }) =>
      `must be a name of letters, digits, dots, dashes and underscores, such as workers, got ${show(input)}`,
  })
  .describe("the shared subscription that they are members of: each message goes to one of them");

export function findShareMistakes(scenario: Scenario): readonly KeyMistake[] {
  const { subscribers, sensors, load } = scenario;
  const found: KeyMistake[] = [];
  const find = (text: string): void => void found.push(["subscribers", `subscribers.${text}`]);
  for (const group of subscribers) for (const text of leaveMistakes(group, scenario.phases.measureNs)) find(text);
  const sharing = subscribers.filter(({ share }) => share !== null);
  if (sharing.length === 0) return found;
  if (!rowOf(load).traits.isScheduled) find(`share is of messages on a schedule: leave it out under load ${load.kind}`);
  if (sensors.some(({ payload }) => !saysWhichMessage(payload)))
    find("share needs payloads that say which message they are: 16 bytes or more");
  for (const { name, share, topics, qos, subscriptionId, options } of sharing) {
    if (options?.noLocal === true)
      find(`noLocal is no option of a shared subscription, as ${name} has it [MQTT-3.8.3-4]`);
    const others = sharing.filter((other) => other.share === share && other.topics.join(" ") === topics.join(" "));
    if (others.some((other) => other.qos !== qos))
      find(`share ${share ?? ""} has members of another QoS than ${name}'s ${qos}: they share one subscription`);
    if (others.some((other) => other.subscriptionId !== subscriptionId))
      find(`share ${share ?? ""} has members of another subscriptionId than ${name}'s: they share one subscription`);
  }
  return found;
}

function leaveMistakes({ leave, share, count }: SubscriberGroup, measureNs: number): readonly string[] {
  if (leave === null) return [];
  const found: string[] = [];
  if (share === null) found.push("leave is of the members of a shared subscription: add `share: workers`");
  if (leave.members > count)
    found.push(`leave.members is ${formatCount(leave.members)}, more than the group's ${formatCount(count)}`);
  if (leave.afterNs >= measureNs)
    found.push(
      `leave.after is not within measure: ${formatSeconds(leave.afterNs)}, and measure lasts ${formatSeconds(measureNs)}`,
    );
  return found;
}
