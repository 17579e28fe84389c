/** Topics and topic filters as a scenario states them: what MQTT allows in them (4.7, 1.5.4), and the placeholders that mqbench fills in. */
import { formatCount } from "../../format.ts";
import { z } from "zod";
import { nearest } from "../document/nearest.ts";
import { isColumn } from "../devices/expand-text.ts";
import { show } from "./unit-values.ts";

/** {message} exists under load hold, step retained only. */
const placeholders = { topic: ["{id}", "{message}"], filter: ["{id}"] } as const;
type Kind = keyof typeof placeholders;

const mostBytes = 65_535;
/** A number at least as long as any that is put in its place. */
const widest = "0000000";

const places: Readonly<Record<Kind, string>> = {
  topic:
    "topic to publish to; {id} is the sensor's number in its group, zero-padded; {csv.NAME} what its row of devices says; {message}, under load hold, step retained, the message's (added as the last level where it is missing)",
  filter:
    "topic filter to subscribe to; {id} is the client's number in its group, zero-padded; {csv.NAME} what its row of devices says",
};

/** A string that becomes a topic to publish to, or a filter. */
export function topicText(kind: Kind) {
  return z
    .string()
    .min(1)
    .superRefine((text, context) => {
      const problem = findTopicProblem(kind, text);
      if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
    })
    .describe(places[kind]);
}

/** The first thing that is wrong with it, in words; undefined: nothing. Pure. */
function findTopicProblem(kind: Kind, text: string): string | undefined {
  const bytes = Buffer.byteLength(text.replaceAll(/\{(?:id|message)\}/gu, widest));
  return (
    characterProblem(text) ??
    placeholderProblem(kind, text) ??
    (kind === "topic" ? nameProblem(text) : filterProblem(text)) ??
    (bytes > mostBytes ? `must be at most 65,535 bytes, got ${formatCount(bytes)}` : undefined)
  );
}

/** A receiver must close the connection at the first two, and may at the others [MQTT-1.5.4-1, -2]. */
function characterProblem(text: string): string | undefined {
  if (text.includes("\u0000")) return "must not contain the NUL character";
  const surrogate = /\p{Surrogate}/u.exec(text);
  if (surrogate !== null) return `must not contain ${codePoint(surrogate[0])}: half a character is not UTF-8`;
  const found = /[\p{Control}\p{Noncharacter_Code_Point}]/u.exec(text);
  return found === null
    ? undefined
    : `must not contain the control character ${codePoint(found[0])}: brokers may close the connection`;
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

function placeholderProblem(kind: Kind, text: string): string | undefined {
  const known: readonly string[] = placeholders[kind];
  for (const [found] of text.matchAll(/\{[^{}]*\}?|\}/gu)) {
    if (!known.includes(found) && !isColumn(found))
      return `unknown placeholder \`${found}\`${nearest(found, known)}; braces have no other use but {csv.NAME}`;
  }
  // As in emqtt-bench and others: taken literally, every client would have one and the same topic.
  const other = /%[cdinsu](?![\p{Letter}\p{Number}])/u.exec(text);
  return other === null
    ? undefined
    : `\`${other[0]}\` is a placeholder of other tools: write {id} for a client's number, got ${show(text)}`;
}

function nameProblem(text: string): string | undefined {
  return /[+#]/u.test(text)
    ? `a topic to publish to must not contain the wildcards + or #, got ${show(text)}`
    : undefined;
}

function filterProblem(text: string): string | undefined {
  const levels = text.split("/");
  const isWild = levels.every((level, index) => {
    if (level.includes("#")) return level === "#" && index === levels.length - 1;
    return level === "+" || !level.includes("+");
  });
  if (!isWild) return `+ must stand alone between slashes and # must be the last level, got ${show(text)}`;
  return text.startsWith("$share/")
    ? `a shared subscription is said by share: NAME beside the topic, got ${show(text)}`
    : undefined;
}
