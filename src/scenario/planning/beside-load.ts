/** What mqbench sends a broker beside the load of a case, in words: it is in the broker's counters. Pure. */
import { isOwnBroker } from "../../broker/facts/broker-spec.ts";
import { askedTopics } from "../../broker/facts/answers.ts";
import { isNamed, receiversOf, subscriptionsOf } from "../fleet.ts";
import { rowOf } from "../loads.ts";
import { demandsOf } from "./plan.ts";
import type { Scenario } from "../scenario.ts";

/** Where the greeting publishes, at a broker that mqbench started: nobody but mqbench can read it there. */
export const greetingTopic = "mqbench/greeting";

export function besideTheLoad(scenario: Scenario): readonly string[] {
  const { broker, load, sensors, subscribers } = scenario;
  const entries = [`before the first trial: ${greetingOf(scenario).join(", ")}`];
  if (isOwnBroker(broker)) entries.push("until the broker is ready: CONNECT, DISCONNECT");
  if (broker.kind === "managed" && broker.name !== "embedded")
    entries.push(
      `once a version, with MQTT 3.1.1 and with 5: CONNECT, SUBSCRIBE to ${askedTopics} (QoS 2), an empty PUBLISH to another of these (QoS 1, then QoS 2), DISCONNECT; CONNECT, SUBSCRIBE to two more of them (QoS 0), to one as a shared subscription, an empty PUBLISH to both (QoS 1), DISCONNECT`,
    );
  if (readsSysTopics(broker))
    entries.push("from a client of its own: CONNECT, SUBSCRIBE to topics below $SYS/broker (QoS 0), DISCONNECT");
  if ([...sensors, ...subscribers].some(({ link }) => link !== null))
    entries.push("before each trial, through every link and beside it: CONNECT, PINGREQ, DISCONNECT");
  entries.push(...rowOf(load).alsoSends(scenario, load));
  const { sessions, retained } = rowOf(load).leaves(scenario);
  if (sessions) entries.push("after each trial: CONNECT, DISCONNECT, to give up every session that was kept");
  if (retained)
    entries.push("after each trial: an empty retained PUBLISH to every topic of its own that has a retained message");
  return entries;
}

function greetingOf(scenario: Scenario): readonly string[] {
  const { publishQos, subscribeQos } = demandsOf(scenario);
  const receiver = subscribeQos === 0 ? undefined : receiversOf(scenario).find(({ qos }) => qos === subscribeQos);
  const publishes = publishesAtGreeting(scenario);
  const isKnown = scenario.sensors[0] !== undefined && isNamed(scenario.sensors[0]);
  return [
    isKnown ? "CONNECT as the first sensor" : "CONNECT",
    ...(receiver === undefined
      ? []
      : [`SUBSCRIBE to ${subscriptionsOf(receiver).join(" and ")} (QoS ${subscribeQos})`]),
    ...(publishes ? [`an empty PUBLISH to ${greetingTopic} (QoS ${publishQos})`] : []),
    "DISCONNECT",
  ];
}

/** Whoever else uses a broker may read any topic of it: where mqbench did not start it, the trial tells what becomes of the first PUBLISH. */
export function publishesAtGreeting(scenario: Scenario): boolean {
  const { broker } = scenario;
  // One that lets in certain clients may let them do certain things only.
  return broker.kind === "managed" && broker.access === null && demandsOf(scenario).publishQos > 0;
}

function readsSysTopics(broker: Scenario["broker"]): boolean {
  return broker.kind === "managed" ? broker.name === "mosquitto" : broker.metricsUrls.length === 0;
}
