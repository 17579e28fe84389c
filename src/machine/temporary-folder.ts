/** A folder for what a broker writes while it runs. */
import { randomBytes } from "node:crypto";
import { mkdirSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MqbenchError, messageOf } from "../errors.ts";

/** A path that nobody has: whoever clears up after it can be told of it before it is there. */
export function nameTemporaryFolder(prefix: string): string {
  return join(tmpdir(), prefix + randomBytes(8).toString("hex"));
}

export function makeTemporaryFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (cause) {
    throw new MqbenchError("usage", `no folder for the broker can be made in ${tmpdir()}: ${messageOf(cause)}`, {
      cause,
      hint: "TMPDIR names the folder of temporary files: give one that exists and is yours to write",
    });
  }
}

/** Before a run: throws where none could be made. */
export function checkTemporaryFolder(): void {
  const folder = nameTemporaryFolder("mqbench-probe-");
  makeTemporaryFolder(folder);
  rmdirSync(folder);
}
