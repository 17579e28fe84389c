/** What a backend sends to a group of devices, as a scenario states it: keys of the load for all groups, and for one of them by its name. Pure. */
import { z } from "zod";
import type { ScenarioBase, SensorGroup } from "../base.ts";
import { expandText } from "../devices/expand-text.ts";
import { qos } from "../keys/qos.ts";
import type { Qos } from "../keys/qos.ts";
import { topicText } from "../keys/topic-text.ts";
import { durationNs, periodNs } from "../keys/unit-values.ts";

export const commandKeys = {
  topic: topicText("topic").optional().describe("where a device takes its commands; {id} is its number in its group"),
  every: periodNs.optional().describe("period of the commands to one device; default 1s"),
  qos: qos.optional().describe("backend → broker; default: the group's qos, at which it replies"),
  subscribeQos: qos.optional().describe("of the device's subscription, broker → device; default: the group's qos"),
  reply: z.boolean().optional().describe("false: the devices take commands and say nothing; default true"),
  withhold: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe("a device leaves every n-th command without a reply, on purpose: that many timeouts are right"),
  timeout: periodNs.optional().describe("most time from the intended command to its reply; default 10s"),
  asleep: durationNs
    .optional()
    .describe("devices are away so long, by DISCONNECT, and keep their session: the broker queues; default 0s, never"),
  awake: periodNs.optional().describe("and then connected so long; default 1s"),
};

const keys = z.strictObject(commandKeys);
export type CommandInput = z.output<typeof keys>;

export const byGroup = z
  .record(z.string(), keys)
  .default({})
  .describe("what differs for one group of sensors, by its name");

/** What a backend sends to the devices of one group. */
export interface GroupCommands {
  /** undefined: it is missing. */
  readonly topic: string | undefined;
  readonly periodNs: number;
  /** Of the four hops. */
  readonly qos: Qos;
  readonly subscribeQos: Qos;
  readonly replyQos: Qos;
  readonly isReplied: boolean;
  /** Every n-th command of a device has no reply; null: none. */
  readonly withheldNth: number | null;
  readonly timeoutNs: number;
  /** 0: always awake. */
  readonly asleepNs: number;
  readonly awakeNs: number;
}

export interface CommandsLoad {
  readonly kind: "commands";
  readonly forNs: number;
  readonly warmupNs: number;
  readonly all: CommandInput;
  readonly groups: Readonly<Record<string, CommandInput>>;
}

export function commandsTo({ all, groups }: CommandsLoad, { name, qos: own }: SensorGroup): GroupCommands {
  const stated: CommandInput = { ...all, ...groups[name] };
  return {
    topic: stated.topic,
    periodNs: stated.every ?? 1e9,
    qos: stated.qos ?? own,
    subscribeQos: stated.subscribeQos ?? own,
    replyQos: own,
    isReplied: stated.reply ?? true,
    withheldNth: stated.withhold ?? null,
    timeoutNs: stated.timeout ?? 10e9,
    asleepNs: stated.asleep ?? 0,
    awakeNs: stated.awake ?? 1e9,
  };
}

/** The longest that a command and its reply are waited for: a device that sleeps is to have been back for a whole time awake. */
export function awaitedNs({ timeoutNs, asleepNs, awakeNs }: GroupCommands): number {
  return timeoutNs + (asleepNs > 0 ? asleepNs + 2 * awakeNs : 0);
}

/** The topic of each device's commands, in the order of the sensors' numbers. */
export function commandTopics({ sensors }: Pick<ScenarioBase, "sensors">, load: CommandsLoad): readonly string[] {
  return sensors.flatMap((group) => {
    const { topic = "" } = commandsTo(load, group);
    return Array.from({ length: group.count }, (_, number) => expandText(topic, group, number));
  });
}
