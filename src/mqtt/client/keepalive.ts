/** When a quiet client must ping, so that a packet of its own reaches the broker within every keepalive (section 3.1.2.10). */

/** Clients are looked at this often: the ping leaves up to this much late, and is due that much and its way earlier. */
export const sweepEveryMs = 100;
const marginNs = 5 * sweepEveryMs * 1e6;

export function pingDueNs(lastSentNs: number, keepaliveNs: number): number {
  return lastSentNs + Math.max(keepaliveNs - marginNs, keepaliveNs / 2);
}
