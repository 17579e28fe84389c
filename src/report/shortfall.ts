/** What the verdict's sentence says beside "all valid": messages refused, unended, undelivered or altered, and deviations from the specification. Pure. */
import type { RunResult, Trial } from "../result/schema.ts";
import { lostToLeavers, lostUnasked } from "../result/asked-faults.ts";
import { warningsOfRun } from "../analysis/side.ts";
import { formatCount, formatCounted } from "./format.ts";

export interface Shortfall {
  /** `300 of 300 messages were refused`. */
  readonly words: readonly string[];
  /** The scenario cuts connections or restarts the broker: what is lost then is a finding, not a surprise. */
  readonly isExpected: boolean;
}

/** More cases than these are told together. */
const mostCasesNamed = 3;

/** Over the valid trials; null where nothing is missing. */
export function shortfallOf({ cases, trials }: RunResult): Shortfall | null {
  const short = cases
    .map(({ id, scenario }) => {
      const valid = trials.filter((trial) => trial.case === id && trial.valid);
      const keepsSessions = isRecord(scenario["session"]) && scenario["session"]["clean"] === false;
      return { id, valid, is311: scenario["protocol"] === "3.1.1", keepsSessions, words: wordsOf(valid) };
    })
    .filter(({ words }) => words.length > 0);
  if (short.length === 0) return null;
  const all = short.flatMap(({ valid }) => valid);
  // No cut changes a message, keeps a client away for good, or frees a broker of a session that it was to keep.
  const isExpected =
    all.every((trial) => isMissingOnPurpose(trial) && awayFor(trial) === 0 && droppedIn(trial) === 0) &&
    sum(all, "altered") === 0 &&
    short.every(({ valid, keepsSessions }) => !keepsSessions || valid.every(hasLostToLeaversOnly));
  const isNamed = cases.length > 1 && short.length <= mostCasesNamed;
  const told = isNamed ? short.map(({ id, words }) => `${id}: ${words.join(", ")}`) : wordsOf(all);
  const brokenPromise = short.some(({ valid, is311 }) => is311 && !valid.some(isCutOnPurpose) && isKeptFrom(valid));
  return { words: brokenPromise ? [...told, whyAcknowledged] : told, isExpected };
}

/** One sentence, whether or not a threshold asks: `not all came through: 3 of 10 deliveries never came`; null where nothing is missing. */
export function shortfallSentence(result: RunResult): { readonly text: string; readonly isExpected: boolean } | null {
  const found = shortfallOf(result);
  if (found === null) return null;
  const head = found.isExpected ? "as the scenario asks for" : "not all came through";
  return { text: `${head}: ${found.words.join("; ")}`, isExpected: found.isExpected };
}

/** The same as a list: empty where nothing is missing. */
export function shortfallTexts(result: RunResult): readonly string[] {
  const found = shortfallSentence(result);
  return found === null ? [] : [found.text];
}

/** What a reader of anything made of the run must know: what it warns of as a whole, and what did not come through. */
export function cautionTexts(result: RunResult): readonly string[] {
  return [...warningsOfRun(result).map((text) => `warning: ${text}`), ...shortfallTexts(result)];
}

/** `, but …`; `; …` where the scenario asks for it; empty where nothing is missing. */
export function shortfallText(result: RunResult): string {
  const found = shortfallOf(result);
  return found === null ? "" : `${found.isExpected ? "; " : ", but "}${found.words.join("; ")}`;
}

const whyAcknowledged =
  "on MQTT 3.1.1 a broker that may not deliver a message (ACL, quota, a full queue) acknowledges it all the same";

/** Acknowledged and never delivered: where payloads do not say which message is which, any that is lost may be one. */
function isKeptFrom(trials: readonly Trial[]): boolean {
  const isTold = trials.some(({ metrics }) => metrics["lostAcknowledged"]?.kind === "value");
  const lost = sum(trials, isTold ? "lostAcknowledged" : "lost");
  const explained = trials.reduce((total, trial) => total + lostToLeavers(trial), sum(trials, "altered"));
  return sum(trials, "acknowledged") > 0 && lost > explained;
}

/** A member that leaves takes deliveries along, and nothing else. */
function isMissingOnPurpose(trial: Trial): boolean {
  const lost = sum([trial], "lost");
  const asked = lost > 0 && lost <= lostToLeavers(trial) ? 1 : 0;
  return isCutOnPurpose(trial) || wordsOf([trial]).length <= asked;
}

/** Of what was acknowledged. */
function hasLostToLeaversOnly(trial: Trial): boolean {
  return sum([trial], "lostAcknowledged") <= lostToLeavers(trial);
}

function isCutOnPurpose({ link, brokerRestart }: Trial): boolean {
  return brokerRestart !== undefined || (link !== null && (link.plannedCuts.length > 0 || link.packetCuts.length > 0));
}

function wordsOf(trials: readonly Trial[]): readonly string[] {
  const of = (name: string): number => sum(trials, name);
  const exchanged = of("acknowledged") + of("refused") + of("unfinished");
  const deviations = deviationNames.reduce((total, name) => total + of(name), 0);
  const [missing, planned] = notConnected(trials);
  const message = ["message", "messages"] as const;
  const asSent = of("altered") > 0 ? " as they were sent" : "";
  return [
    ...part({ count: missing, of: planned, noun: ["client", "clients"], verb: alike("did not connect") }),
    ...some(
      trials.reduce((total, trial) => total + droppedIn(trial), 0),
      "connection was lost that the scenario does not cut",
      "connections were lost that the scenario does not cut",
    ),
    ...some(
      trials.reduce((total, trial) => total + awayFor(trial), 0),
      "client never came back",
      "clients never came back",
    ),
    ...part({
      count: of("unsent"),
      of: of("intended"),
      noun: message,
      verb: ["was never sent", "were never sent"],
    }),
    ...part({ count: of("refused"), of: exchanged, noun: message, verb: ["was refused", "were refused"] }),
    ...part({ count: of("unfinished"), of: exchanged, noun: message, verb: alike("never ended") }),
    ...some(refusedReleases(trials), "PUBREL was refused", "PUBRELs were refused"),
    ...part({
      count: of("lost"),
      of: of("expectedDeliveries"),
      noun: ["delivery", "deliveries"],
      verb: alike(`never came${asSent}`),
    }),
    ...(of("altered") > 0 ? [`${formatCount(of("altered"))} came altered`] : []),
    ...(deviations === 0 ? [] : [`${formatCounted(deviations, "deviation")} from the specification`]),
  ];
}

/** Metrics of the loads that are driven step by step. */
const deviationNames = [
  "willsLost",
  "willsUnwanted",
  "willsDuplicate",
  "retainedMissing",
  "retainedWrong",
  "promisesBroken",
] as const;

/** The share of those that were to; a share of them may be missing. */
function notConnected(trials: readonly Trial[]): readonly [count: number, of: number] {
  const clients = trials.flatMap(({ sensors, subscribers }) => [sensors, subscribers]);
  const planned = clients.reduce((total, each) => total + each.planned, 0);
  const missing = clients.reduce((total, each) => total + each.planned - (each.connected ?? each.planned), 0);
  return [missing, planned];
}

/** Connections that nothing of the scenario's ended. */
function droppedIn({ sensors, subscribers }: Trial): number {
  return lostUnasked(sensors.dropped) + lostUnasked(subscribers.dropped);
}

/** Clients that lost their connection and were away to the end. */
function awayFor({ metrics }: Trial): number {
  const reconnectTime = metrics["reconnectTime"];
  return reconnectTime?.kind === "histogram" ? (reconnectTime.unended?.count ?? 0) : 0;
}

/** The second half of a handshake: its message counts as acknowledged, since PUBCOMP ends it. */
function refusedReleases(trials: readonly Trial[]): number {
  const refusals = trials.flatMap((trial) => trial.refusals ?? []);
  return refusals.reduce((total, { packet, count }) => (packet === "PUBREL" ? total + count : total), 0);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function some(count: number, one: string, many: string): readonly string[] {
  return count > 0 ? [formatCounted(count, one, many)] : [];
}

function alike(verb: string): readonly [one: string, many: string] {
  return [verb, verb];
}

interface Part {
  readonly count: number;
  readonly of: number;
  readonly noun: readonly [one: string, many: string];
  readonly verb: readonly [one: string, many: string];
}

function part({ count, of, noun, verb: [one, many] }: Part): readonly string[] {
  return count > 0 ? [`${formatCount(count)} of ${formatCounted(of, ...noun)} ${count === 1 ? one : many}`] : [];
}

function sum(trials: readonly Trial[], name: string): number {
  return trials.reduce((total, { metrics }) => {
    const metric = metrics[name];
    return total + (metric?.kind === "value" ? metric.value : 0);
  }, 0);
}
