/** What an experiment that ended early may have left at a broker that goes on, and the command that clears it. Pure. */
import { formatCount } from "../../format.ts";
import type { Endpoint } from "../../mqtt/transport/endpoint.ts";
import type { Note } from "../../result/schema.ts";
import { placeholder } from "../../scenario/loads/hold-steps.ts";
import type { LoadOutcome } from "./observations.ts";
import type { Scenario } from "../../scenario/scenario.ts";

const mostNamed = 3;

/** What the hold load may have left, at its step `retained`. */
export function retainedLeftWarnings(
  { sensors }: Pick<Scenario, "sensors">,
  left: LoadOutcome["retainedLeft"],
): readonly Note[] {
  if (left === undefined || left.count === 0) return [];
  const { count, endpoints } = left;
  const filter = filterOf(sensors[0]?.topic ?? "");
  const commands = endpoints.map((endpoint) => clearingCommand(endpoint, [filter])).join("; ");
  const many = `up to ${formatCount(count)} retained messages may be left at the broker, on topics that match ${filter}`;
  return [{ code: "left-behind", text: `${many}: clear them (and every other that matches) with: ${commands}` }];
}

interface Left {
  readonly retained: readonly string[];
  /** Client ids. */
  readonly sessions: readonly string[];
}

/** What a load that is driven step by step may have left. `problem`: why it was not all cleared, where that is known. */
export function leftWarnings(
  { retained, sessions }: Left,
  problem: string | null,
  endpoint: Endpoint | undefined,
): readonly Note[] {
  const why = problem === null ? "the broker did not answer" : problem;
  const notes: Note[] = [];
  if (retained.length > 0) {
    const command = endpoint === undefined ? "" : `: clear them with: ${clearingCommand(endpoint, retained)}`;
    const text = `retained messages may be left at the broker (${why}), on ${counted(retained, "topic")}${command}`;
    notes.push({ code: "left-behind", text });
  }
  if (sessions.length > 0) {
    const text = `kept sessions may be left at the broker (${why}), of ${counted(sessions, "client")}: connect with each client id and a clean session to end it`;
    notes.push({ code: "left-behind", text });
  }
  return notes;
}

function counted(names: readonly string[], noun: string): string {
  const shown = names.slice(0, mostNamed).join(", ");
  return `${names.length} ${noun}${names.length === 1 ? "" : "s"} (${shown}${names.length > mostNamed ? ", …" : ""})`;
}

/** Every topic of a group: a level that differs from one to the other is any. */
export function filterOf(topic: string): string {
  const isVaried = (level: string): boolean => level.includes("{id}") || level.includes(placeholder);
  return topic
    .split("/")
    .map((level) => (isVaried(level) ? "+" : level))
    .join("/");
}

/** For a shell; user, password, TLS and WebSocket are to be added where the broker asks for them. */
function clearingCommand({ host, port }: Endpoint, filters: readonly string[]): string {
  const topics = filters.map((filter) => `-t '${filter.replaceAll("'", String.raw`'\''`)}'`).join(" ");
  return `mosquitto_sub -h ${host} -p ${port} ${topics} -q 1 --retained-only --remove-retained -W 5`;
}
