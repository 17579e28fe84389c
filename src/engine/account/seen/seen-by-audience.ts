/** What each audience saw of each sensor, as it is told when a trial is over: a receiver alone, or the members of a shared subscription together. Pure. */
import { audiencesOf } from "../../../scenario/audiences.ts";
import type { Audience } from "../../../scenario/audiences.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import type { SeenCounts, ShardReport } from "../../messages.ts";
import { ReceiverLog } from "./receiver-log.ts";

export interface SeenByAudience extends Audience {
  /** Distinct messages of measure. */
  measuredOf(sensor: number): number;
  /** Messages of measure at its members, each as often as it came to another one. */
  receivedOf(sensor: number): number;
  has(sensor: number, sequence: number): boolean;
}

type Reports = readonly Pick<ShardReport, "seen" | "sent">[];

/** In the order of `audiencesOf`; a receiver that nothing came to has seen nothing. */
export function seenByAudience(scenario: Scenario, reports: Reports): readonly SeenByAudience[] {
  const logs = new Map(
    reports.flatMap(({ seen }) => seen.map(({ receiver, counts }) => [receiver, new ReceiverLog(counts)])),
  );
  const firstMeasured = new Map(
    reports.flatMap(({ sent: { sensors, all, measured } }) =>
      Array.from(sensors, (sensor, place): [number, number] => [sensor, (all[place] ?? 0) - (measured[place] ?? 0)]),
    ),
  );
  return audiencesOf(scenario).map((audience): SeenByAudience => {
    const [first = nobody, ...others] = audience.members.map(({ client }) => logs.get(client) ?? nobody);
    if (others.length === 0) {
      const measuredOf = (sensor: number): number => first.measuredOf(sensor);
      return {
        ...audience,
        measuredOf,
        receivedOf: measuredOf,
        has: (sensor, sequence) => first.has(sensor, sequence),
      };
    }
    return { ...audience, ...together([first, ...others], firstMeasured) };
  });
}

const nothing: SeenCounts = {
  sensors: new Int32Array(0),
  measured: new Uint32Array(0),
  highest: new Int32Array(0),
  words: new Uint32Array(0),
  firstWord: new Uint32Array(1),
};
const nobody = new ReceiverLog(nothing);

/** `firstMeasured`: the sequence number of each sensor's first message of measure; those of warm-up come before. */
function together(
  logs: readonly ReceiverLog[],
  firstMeasured: ReadonlyMap<number, number>,
): Omit<SeenByAudience, keyof Audience> {
  const wordOf = (sensor: number, word: number): number =>
    logs.reduce((bits, log) => bits | log.wordOf(sensor, word), 0);
  return {
    measuredOf(sensor) {
      const from = firstMeasured.get(sensor) ?? 0;
      const highest = logs.reduce((most, log) => Math.max(most, log.highestOf(sensor)), -1);
      let count = 0;
      for (let word = from >>> 5; word <= highest >> 5; word += 1) {
        const bits = wordOf(sensor, word);
        count += countBits(word === from >>> 5 ? bits & (allOfWord << (from & 31)) : bits);
      }
      return count;
    },
    receivedOf: (sensor) => logs.reduce((sum, log) => sum + log.measuredOf(sensor), 0),
    has: (sensor, sequence) => logs.some((log) => log.has(sensor, sequence)),
  };
}

const allOfWord = 0xffff_ffff;

function countBits(word: number): number {
  let count = 0;
  for (let left = word; left !== 0; left &= left - 1) count += 1;
  return count;
}
