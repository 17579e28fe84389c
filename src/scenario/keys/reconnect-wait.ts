/** How long a dropped client waits before each attempt to come back. Pure. */

export interface Reconnect {
  /** The wait before the first attempt. */
  readonly delayNs: number;
  /** How many times the one before each further wait is. */
  readonly factor: number;
  /** The longest wait. */
  readonly maxNs: number;
  /** How much of each wait chance may take off: clients that were dropped together come back apart. */
  readonly jitterShare: number;
}

/** `attempt` from 0; `uniform` in [0, 1). */
export function reconnectWaitNs({ delayNs, factor, maxNs, jitterShare }: Reconnect, attempt: number, uniform: number) {
  return Math.min(maxNs, delayNs * factor ** attempt) * (1 - jitterShare * uniform);
}
