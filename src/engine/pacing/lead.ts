/** How early a thread is called so that it is awake when it is needed. Pure. */

/** What is tried first: about what waking takes where nothing else runs. */
export const firstLeadNs = 30_000;
const leastNs = 5000;
/** Who is woken later than this waits for a processor: no lead helps. */
const mostNs = 100_000;
const stepNs = 250;
/** Of a hundred wakings so many shall be in time. */
const inTime = 85;

/** The next lead, after a waking that took `tookNs`: it moves by small steps to where most wakings end in time, however long the others take. */
export function nextLead(leadNs: number, tookNs: number): number {
  const stepsUp = inTime / (100 - inTime);
  const next = tookNs > leadNs ? leadNs + stepNs * stepsUp : leadNs - stepNs;
  return Math.min(mostNs, Math.max(leastNs, next));
}
