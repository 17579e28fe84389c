/** The kinds of messages that a group of sensors states: what each is called, and what is wrong with that. */
import type { Report } from "../document/mistake.ts";
import { dotted } from "../document/path.ts";
import type { Path } from "../document/path.ts";
import { identifierForm } from "../keys/identifier.ts";
import { rowOf } from "../loads.ts";
import type { ScenarioFile } from "../schema.ts";
import { messageDefaults, messageKeys } from "./message-keys.ts";
import type { MessageInput } from "./message-keys.ts";

export type SensorInput = Exclude<ScenarioFile["sensors"], readonly unknown[]>;

/** One kind of message, its defaults filled in. */
export type StatedKind = Pick<SensorInput, "qos" | "properties" | "every" | "rate"> & {
  readonly topic: string;
  readonly payload: NonNullable<SensorInput["payload"]>;
  readonly retain: boolean;
  readonly topicAlias: boolean;
  readonly arrival: NonNullable<SensorInput["arrival"]>;
  readonly loop: NonNullable<SensorInput["loop"]>;
  /** null: the group's. */
  readonly name: string | null;
  readonly path: Path;
};

/** At least one; the group itself where it states no `messages`. */
export function kindsStated(
  group: SensorInput,
  { load }: Pick<ScenarioFile, "load">,
  path: Path,
  report: Report,
): readonly StatedKind[] {
  const { messages } = group;
  if (messages === undefined) return [filledIn(group, null, path)];
  if (!rowOf(load).traits.isScheduled) {
    const at = [...path, "messages"];
    report(at, `${dotted(at)} is of a load that sends by every or rate: leave it out under load ${load.kind}`);
  }
  for (const [key, value] of Object.entries(group)) {
    if (value === undefined || !Object.hasOwn(messageKeys, key)) continue;
    const at = [...path, key];
    report(at, `${dotted(at)} ${saidByEach(key, path, messages)}`);
  }
  return messages.map((message, index) => {
    const at = [...path, "messages", index];
    const name = message.name ?? nameFrom(message.topic);
    if (name === null)
      report(at, `${dotted(at)} has no name, and none can be taken from its topic ${message.topic}: add \`name: …\``);
    return filledIn(message, name ?? `message ${index + 1}`, at);
  });
}

/** Names that figures are told by: two of one name could not be told apart. */
export function findNamesTaken(kinds: readonly StatedKind[], groups: readonly string[], report: Report): void {
  const taken = new Map(groups.map((name) => [name, "a group of sensors"]));
  for (const { name, path } of kinds) {
    if (name === null) continue;
    const owner = taken.get(name);
    if (owner !== undefined)
      report(path, `${dotted(path)} is called ${name}, as ${owner} is: give it a name of its own, \`name: …\``);
    else taken.set(name, dotted(path));
  }
}

function filledIn(keys: SensorInput | MessageInput, name: string | null, path: Path): StatedKind {
  const { qos, properties, every, rate } = keys;
  return {
    qos,
    properties,
    every,
    rate,
    topic: keys.topic ?? messageDefaults.topic,
    payload: keys.payload ?? messageDefaults.payload,
    retain: keys.retain ?? messageDefaults.retain,
    topicAlias: keys.topicAlias ?? messageDefaults.topicAlias,
    arrival: keys.arrival ?? messageDefaults.arrival,
    loop: "loop" in keys && keys.loop !== undefined ? keys.loop : messageDefaults.loop,
    name,
    path,
  };
}

/** The last part of a topic that no placeholder is in; null: none is a name. */
function nameFrom(topic: string): string | null {
  const last = topic.split("/").findLast((level) => level !== "" && !/[{}]/u.test(level));
  return last !== undefined && identifierForm.test(last) ? last : null;
}

function saidByEach(key: string, path: Path, messages: readonly MessageInput[]): string {
  if (key === "loop") return "is of a group with one kind of message: with several each has every, or rate";
  const at = dotted([...path, "messages", messages[0]?.name ?? 0, key]);
  const ofAll = key === "qos" ? ", or as the scenario's qos, which is that of messages that state none" : "";
  return `is stated by each of its messages: write it there, as ${at}${ofAll}`;
}
