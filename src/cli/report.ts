/** `mqbench report`: makes the report of a kept result again. */
import type { ExitName } from "../errors.ts";
import { renderRun } from "../report/text.ts";
import { readResult } from "../result/store.ts";

export function reportCommand(path: string, options: { readonly json?: boolean }): ExitName {
  const { result, path: file } = readResult(path);
  process.stdout.write(options.json === true ? `${JSON.stringify(result)}\n` : renderRun(result, file));
  return "passed";
}
