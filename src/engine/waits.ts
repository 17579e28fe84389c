/** How long a trial waits for what may never come: docs/method.md has them as a table. */

/** Between the moments when connections and subscriptions are begun. */
export const beatMs = 2;
/** What is overdue is begun no faster than this many times the rate: a burst would overflow the backlog of the broker's listener. */
export const catchUp = 4;
/** For a sending thread or process to begin. */
export const readyMs = 60_000;
/** Beyond the clients' own limit for ending their connections: for what a shard has to tell. */
export const reportMs = 5000;
/** For connections that were cut to be closed. */
export const lateMs = 200;
/** For the answering process to listen, and to end. */
export const answererStartMs = 10_000;
export const answererStopMs = 5000;
/** For `ss`. */
export const kernelMs = 10_000;

/** Once the user asks to stop, a trial takes no more than some seconds, whatever the broker does. */
export const hurried = {
  drainNs: 1.5e9,
  closeMs: 400,
  reportMs: 600,
} as const;

/** For clients to end their connections: more where the brokers have many to close. */
export function closeTimeoutMs(connections: number): number {
  return 5000 + connections / 4;
}
