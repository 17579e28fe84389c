/** The scenarios that come with mqbench: what a hint may name, since it is there. */
import { readdirSync } from "node:fs";
import { basename, isAbsolute, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { closest, distance } from "fastest-levenshtein";

const folder = fileURLToPath(new URL("../../../scenarios/", import.meta.url));

/** The path of an example as it can be typed where mqbench runs. */
export function exampleScenario(name = "smoke.yaml"): string {
  const path = join(folder, name);
  const short = relative(process.cwd(), path);
  return short.startsWith("..") || isAbsolute(short) ? path : short;
}

/** The one that was probably meant by a file that is not there. */
export function scenarioMeant(file: string): string | undefined {
  const wanted = basename(file).replace(/\.ya?ml$/u, "");
  const names = readdirSync(folder).flatMap((name) => (name.endsWith(".yaml") ? [name.slice(0, -".yaml".length)] : []));
  const best = names.length === 0 ? "" : closest(wanted, names);
  return best !== "" && distance(wanted, best) <= Math.floor(best.length / 3)
    ? exampleScenario(`${best}.yaml`)
    : undefined;
}
