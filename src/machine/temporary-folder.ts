/** A folder for what a broker writes while it runs. */
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MqbenchError, messageOf } from "../errors.ts";

export function makeTemporaryFolder(prefix: string): string {
  try {
    return mkdtempSync(join(tmpdir(), prefix));
  } catch (cause) {
    throw new MqbenchError("usage", `no folder for the broker can be made in ${tmpdir()}: ${messageOf(cause)}`, {
      cause,
      hint: "TMPDIR names the folder of temporary files: give one that exists and is yours to write",
    });
  }
}

/** Before a run: throws where none could be made. */
export function checkTemporaryFolder(): void {
  rmdirSync(makeTemporaryFolder("mqbench-probe-"));
}
