/**
 * How crowded a sending thread is when it reads an answer: how many other exchanges of it are in flight then. An answer waits for what the thread does
 * for those, so that a time and a lag are of one kind where they are of one crowd. Pure.
 */

/** Times of a message that are recorded by crowd, too. */
const crowdedTimes = ["serviceTime", "publishLeg", "releaseLeg"] as const;
export type CrowdedTime = (typeof crowdedTimes)[number];

/** Alone is 0; the last stands for as many and for more. */
export const crowds = [0, 1, 2, 3] as const;
type Crowd = (typeof crowds)[number];
const last = 3;

export type CrowdName = `${CrowdedTime}Among${Exclude<Crowd, 0>}`;

export function crowdOf(others: number): number {
  return Math.min(others, last);
}

/** What is recorded of a time beside all of it, from one other on: what is in none of these was read alone. */
export function crowdNamesOf(time: CrowdedTime): readonly CrowdName[] {
  return [`${time}Among1`, `${time}Among2`, `${time}Among3`];
}

export const crowdNames = crowdedTimes.flatMap(crowdNamesOf);

export function isCrowdedTime(name: string): name is CrowdedTime {
  return crowdedTimes.some((each) => each === name);
}
