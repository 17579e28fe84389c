/** How long a trial waits for what may never come: docs/method.md has them as a table. */

/** For clients to end their connections: more where the brokers have many to close. */
export function closeTimeoutMs(connections: number): number {
  return 5000 + connections / 4;
}
