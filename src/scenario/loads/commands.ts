/** Commands as a scenario states them: a backend sends to devices, and waits for each reply. Pure. */
import { z } from "zod";
import { formatSeconds } from "../../format.ts";
import { matchSensors } from "../audiences.ts";
import type { ScenarioBase } from "../base.ts";
import { columnsIn } from "../devices/expand-text.ts";
import { fleetSize, firstSensors, receiversOf } from "../fleet.ts";
import { matchReceivers } from "../keys/topic-filter.ts";
import { durationNs, periodNs } from "../keys/unit-values.ts";
import { awaitedNs, byGroup, commandKeys, commandsTo, commandTopics } from "./command-keys.ts";
import type { CommandsLoad } from "./command-keys.ts";
import { asStated } from "./load-row.ts";
import type { KeyMistake, LoadRow } from "./load-row.ts";
import { countGroup } from "./phased.ts";
import { findClientMistakes } from "./stepwise.ts";

const schema = z.strictObject({
  kind: z.literal("commands"),
  for: periodNs
    .default(20e9)
    .describe(
      "how long commands are sent; each is then waited for until its time is over and its device, where it sleeps, has been back",
    ),
  warmup: durationNs.default(2e9).describe("commands of this time before are sent, and in no figure"),
  ...commandKeys,
  groups: byGroup,
});

export const commands: LoadRow<typeof schema, CommandsLoad> = {
  schema,
  traits: { course: "steps", isScheduled: false, mustReach: "who subscribes", isProbe: false },
  resolve: ({ kind, for: forNs, warmup: warmupNs, groups, ...all }) => ({ kind, forNs, warmupNs, all, groups }),
  adapt: () => asStated,
  findMistakes: (scenario, load) => [
    ...findClientMistakes("commands", scenario, true),
    ...findGroupMistakes(scenario, load),
    ...findTopicMistakes(scenario, load),
    ...findUnheard(scenario, load),
  ],
  connections(scenario) {
    const { sensors, subscribers } = fleetSize(scenario);
    return sensors + subscribers;
  },
  timeNs(scenario, load) {
    const longestNs = Math.max(...scenario.sensors.map((group) => awaitedNs(commandsTo(load, group))));
    return load.warmupNs + load.forNs + longestNs;
  },
  heldBySubscriber: () => 0,
  alsoSends: () => [],
  plannedSamples(metric, { sensors }, load) {
    const isOfReplies = metric === "replyTime";
    if (!isOfReplies && metric !== "commandLatency" && metric !== "commandDelay") return undefined;
    return sensors.reduce((sum, group) => {
      const { periodNs: every, isReplied } = commandsTo(load, group);
      return isOfReplies && !isReplied ? sum : sum + group.count * Math.ceil(load.forNs / every);
    }, 0);
  },
  ownQos: ({ all, groups }) => {
    const stated = [all, ...Object.values(groups)];
    return {
      publish: stated.flatMap(({ qos }) => (qos === undefined ? [] : [qos])),
      subscribe: stated.flatMap(({ subscribeQos }) => (subscribeQos === undefined ? [] : [subscribeQos])),
    };
  },
  /** `commands to 100 valves every 1 s, QoS 1 → 1 → 1 → 1, MQTT 3.1.1`. */
  summarise(scenario, load) {
    const { sensors, subscribers, protocol } = scenario;
    const heard = [...new Set(subscribers.map(({ qos }) => qos))].join(" and ");
    const groups = sensors.map((group) => {
      const { periodNs: every, qos, subscribeQos, replyQos, isReplied, asleepNs, awakeNs } = commandsTo(load, group);
      const hops = isReplied ? [qos, subscribeQos, replyQos, heard] : [qos, subscribeQos];
      const reply = isReplied ? "" : " without reply";
      const asleep =
        asleepNs > 0 ? ` asleep for ${formatSeconds(asleepNs)} of ${formatSeconds(asleepNs + awakeNs)}` : "";
      // Cases have the parts between commas in common, or not.
      return `${countGroup(group, sensors.length > 1)} every ${formatSeconds(every)}${reply}${asleep}, QoS ${hops.join(" → ")}`;
    });
    return `commands to ${groups.join(", ")}, MQTT ${protocol}`;
  },
  leaves: ({ sensors }) => ({ sessions: sensors.length > 0, retained: false }),
  whyNoMetric(metric, { sensors }, load) {
    const isOfReplies = metric === "replyTime" || metric === "replyTimeouts" || metric === "repliesDuplicate";
    return isOfReplies && sensors.every((group) => !commandsTo(load, group).isReplied) ? "no device replies" : null;
  },
};

function findGroupMistakes({ sensors, subscribers }: ScenarioBase, load: CommandsLoad): readonly KeyMistake[] {
  const found: KeyMistake[] = [];
  const names = sensors.map(({ name }) => name);
  for (const name of Object.keys(load.groups))
    if (!names.includes(name))
      found.push(["load", `load.groups names ${name}, and there is no such group of sensors: ${names.join(", ")}`]);
  for (const { name, properties, retain } of sensors) {
    if (properties !== undefined) found.push(["sensors", `load commands sends no properties: ${name} states some`]);
    if (retain) found.push(["sensors", `load commands retains nothing: leave out retain of ${name}`]);
  }
  if (subscribers.some(({ leave }) => leave !== null))
    found.push(["subscribers", "load commands needs a backend that stays: leave out leave"]);
  return found;
}

function findTopicMistakes(scenario: ScenarioBase, load: CommandsLoad): readonly KeyMistake[] {
  const found: KeyMistake[] = [];
  for (const group of scenario.sensors) {
    const { topic } = commandsTo(load, group);
    if (topic === undefined)
      found.push([
        "load",
        `load does not say where the ${group.name} take their commands: add topic: devices/{id}/command`,
      ]);
    else if (columnsIn(topic).length > 0) found.push(["load", `load.topic has no {csv.NAME}: ${topic}`]);
    else if (!topic.includes("{id}") && group.count > 1)
      found.push(["load", `load.topic has no {id}: each of the ${group.name} would take every command to ${topic}`]);
  }
  if (found.length > 0) return found;
  const topics = commandTopics(scenario, load);
  const twice = topics.find((topic, index) => topics.indexOf(topic) !== index);
  if (twice !== undefined)
    found.push(["load", `two devices take their commands from ${twice}: give each group a topic of its own`]);
  const heard = matchReceivers(
    receiversOf(scenario).flatMap(({ filters }) => filters),
    topics,
  );
  const own = topics.find((_, index) => (heard[index] ?? []).length > 0);
  if (own !== undefined)
    found.push(["subscribers", `the backend would hear its own commands: a filter of subscribers matches ${own}`]);
  return found;
}

/** Groups that reply to nobody. */
function findUnheard(scenario: ScenarioBase, load: CommandsLoad): readonly KeyMistake[] {
  const [first, heard] = [firstSensors(scenario), matchSensors(scenario)];
  return scenario.sensors.flatMap((group, index): readonly KeyMistake[] => {
    const audiences = heard.slice(first[index], first[index + 1]);
    if (!commandsTo(load, group).isReplied || audiences.every(({ length }) => length > 0)) return [];
    return [
      ["subscribers", `nobody hears the replies of the ${group.name}: no filter of subscribers matches ${group.topic}`],
    ];
  });
}
