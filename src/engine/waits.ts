/** How long a trial waits for what may never come: docs/method.md has them as a table. */

/** Between the moments when connections and subscriptions are begun. */
export const beatMs = 2;
/** What is overdue is begun no faster than this many times the rate: a burst would overflow the backlog of the broker's listener. */
export const catchUp = 4;
/** Time for a sending thread or process to begin. */
export const readyMs = 60_000;
/** Time beyond the clients' own limit for ending their connections, for what a shard has to tell. */
export const reportMs = 5000;
/** Time for connections that were cut to be closed. */
export const lateMs = 200;
/** Time for the answering process to listen. */
export const answererStartMs = 10_000;
/** Time for the answering process, and for workers that were killed, to end. */
export const endMs = 5000;
/** Time for `ss`. */
export const kernelMs = 10_000;

/** Time for kept sessions and retained messages to be cleared, at a broker that may be in trouble. */
export const cleanUpTimeoutMs = 10_000;
/** Time for clients to end their connections, once the user asks to stop. */
export const hurriedCloseMs = 400;

/** Time for clients to end their connections: more where the brokers have many to close. */
export function closeTimeoutMs(connections: number): number {
  return 5000 + connections / 4;
}
