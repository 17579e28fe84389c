/** The scenarios that come with mqbench: by name wherever a scenario is asked for, and what a hint may name, since it is there. */
import { readdirSync, statSync } from "node:fs";
import { basename, isAbsolute, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { closest, distance } from "fastest-levenshtein";

const folder = fileURLToPath(new URL("../../../scenarios/", import.meta.url));
const ending = ".yaml";

/** Their names, sorted. */
export function packageScenarios(): readonly string[] {
  return readdirSync(folder)
    .flatMap((name) => (name.endsWith(ending) ? [name.slice(0, -ending.length)] : []))
    .toSorted();
}

/** The path of one of them as it can be typed where mqbench runs. */
export function exampleScenario(name = "smoke"): string {
  const path = join(folder, `${name}${ending}`);
  const short = relative(process.cwd(), path);
  return short.startsWith("..") || isAbsolute(short) ? path : short;
}

/** The file that is meant by what a user typed: that file; of a plain name `NAME.yaml`, else the scenario of the package. */
export function scenarioFile(given: string): string {
  if (!/^[\w-]+$/u.test(given) || isFile(given)) return given;
  const own = `${given}${ending}`;
  if (isFile(own)) return own;
  return packageScenarios().includes(given) ? exampleScenario(given) : given;
}

/** Whatever can be read: a pipe, too. */
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
}

/** The name that was probably meant by a file that is not there. */
export function scenarioMeant(file: string): string | undefined {
  const wanted = basename(file).replace(/\.ya?ml$/u, "");
  const names = packageScenarios();
  const best = names.length === 0 ? "" : closest(wanted, names);
  return best !== "" && distance(wanted, best) <= Math.floor(best.length / 3) ? best : undefined;
}
