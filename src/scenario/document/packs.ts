/** Packs: folders whose scenarios are run, planned and checked one after the other, in the order of their names. */
import { readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { MqbenchError, messageOf } from "../../errors.ts";
import { packFolder, packagePacks, scenarioFile } from "./package-scenarios.ts";

export interface Pack {
  /** The folder's own name. */
  readonly name: string;
  /** Paths of its scenarios, in the order of their names; at least one. */
  readonly files: readonly string[];
}

/**
 * The pack that is meant by what a user typed: a folder, or the name of a pack of the package; undefined: it is one scenario. A file, and a
 * scenario of the package, come before a folder of the same name. Throws where a folder has no scenario.
 */
export function packOf(given: string): Pack | undefined {
  if (scenarioFile(given) !== given) return undefined;
  const found = statSync(given, { throwIfNoEntry: false });
  if (found !== undefined) return found.isDirectory() ? readPack(given) : undefined;
  return packagePacks().includes(given) ? readPack(packFolder(given)) : undefined;
}

function readPack(folder: string): Pack {
  const names = namesIn(folder).filter((name) => /\.ya?ml$/u.test(name));
  if (names.length === 0)
    throw new MqbenchError("usage", `${folder} is a folder without scenarios: no file in it ends in .yaml or .yml`, {
      hint: "name a scenario, or a folder of them",
    });
  return { name: basename(resolve(folder)), files: names.toSorted().map((name) => join(folder, name)) };
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    throw new MqbenchError("usage", `cannot read the folder of scenarios: ${messageOf(cause)}`, { cause });
  }
}
