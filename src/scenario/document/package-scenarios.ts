/** The scenarios that come with mqbench: by name wherever a scenario is asked for, and what a hint may name, since it is there. */
import { readdirSync, statSync } from "node:fs";
import { basename, isAbsolute, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { closest, distance } from "fastest-levenshtein";

const folder = fileURLToPath(new URL("../../../scenarios/", import.meta.url));
const ending = ".yaml";

/** Their names, sorted, without those of packs. */
export function packageScenarios(): readonly string[] {
  return namesIn(folder);
}

/** The names of the packs that come with mqbench, folders of scenarios, sorted. */
export function packagePacks(): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    .toSorted();
}

/** The scenarios of one of these packs by their names, `mqttbs/p2p-1K-1K-1K-1K`, in the order in which they run. */
export function scenariosOfPack(pack: string): readonly string[] {
  return namesIn(join(folder, pack)).map((name) => `${pack}/${name}`);
}

/** The folder of one of these packs. */
export function packFolder(pack: string): string {
  return asTyped(join(folder, pack));
}

/** Every name that means one scenario, packs' last. */
export function scenarioNames(): readonly string[] {
  return [...packageScenarios(), ...packagePacks().flatMap(scenariosOfPack)];
}

function namesIn(within: string): readonly string[] {
  return readdirSync(within)
    .flatMap((name) => (name.endsWith(ending) ? [name.slice(0, -ending.length)] : []))
    .toSorted();
}

/** The path of one of them as it can be typed where mqbench runs. */
export function exampleScenario(name = "smoke"): string {
  return asTyped(join(folder, `${name}${ending}`));
}

function asTyped(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") || isAbsolute(short) ? path : short;
}

/** The file that is meant by what a user typed: that file; of a plain name `NAME.yaml`, else the scenario of the package. */
export function scenarioFile(given: string): string {
  if (!/^[\w-]+(?:\/[\w-]+)?$/u.test(given) || isFile(given)) return given;
  const own = `${given}${ending}`;
  if (isFile(own)) return own;
  return scenarioNames().includes(given) ? exampleScenario(given) : given;
}

/** Whatever can be read: a pipe, too. */
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
}

/** The name that was probably meant by a file that is not there. */
export function scenarioMeant(file: string): string | undefined {
  const wanted = basename(file).replace(/\.ya?ml$/u, "");
  const meant = closestName(wanted, [...packageScenarios(), ...packagePacks()]);
  if (meant !== undefined) return meant;
  const inPacks = packagePacks().flatMap(scenariosOfPack);
  const best = closestName(
    wanted,
    inPacks.map((name) => basename(name)),
  );
  const isBegun = (name: string): boolean => basename(name).toLowerCase().startsWith(wanted.toLowerCase());
  return inPacks.find((name) => basename(name) === best || (wanted.length > 2 && isBegun(name)));
}

function closestName(wanted: string, names: readonly string[]): string | undefined {
  const best = names.length === 0 ? "" : closest(wanted, names);
  return best !== "" && distance(wanted, best) <= Math.floor(best.length / 3) ? best : undefined;
}
