/** `mqbench run`: a scenario, or the scenarios of a folder one after the other. */
import type { ExitName } from "../../errors.ts";
import { packOf } from "../../scenario/document/packs.ts";
import { runPack } from "../run-pack.ts";
import { prepareScenario, runScenario, Stopping } from "../run-scenario.ts";
import type { RunCommandOptions } from "../run-scenario.ts";
import { readWithOptions } from "../scenario-options.ts";
import { planReport } from "./report.ts";

export async function runCommand(given: string, options: RunCommandOptions): Promise<ExitName> {
  const pack = packOf(given);
  if (pack !== undefined) return await runPack(pack, options);
  if (options.report !== undefined) planReport(options.report);
  const prepared = await prepareScenario(given, readWithOptions(given, options), options);
  return (await runScenario(prepared, options, new Stopping())).exit;
}
