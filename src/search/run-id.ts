/** The prefix of every client id of a run: 4 letters or digits. */
import { randomInt } from "node:crypto";

export function newRunId(): string {
  return randomInt(36 ** 4)
    .toString(36)
    .padStart(4, "0");
}
