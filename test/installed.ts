/** The package as a user has it: the tarball that would be published, unpacked below `node_modules` of a folder that is otherwise empty. */
import { cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { TestContext } from "vitest";
import { expect } from "vitest";
import { z } from "zod";
import { startCommand, temporaryFolder } from "./mqbench.ts";
import type { Ended, WhenOver } from "./mqbench.ts";
import { shared } from "./shared.ts";

const manifest = z.object({ dependencies: z.record(z.string(), z.string()) });

export interface Workplace {
  readonly folder: string;
  /** An empty folder at first. */
  readonly home: string;
  /** Runs a line of a shell in which `mqbench` is the installed one. */
  readonly inFolder: (line: string) => Promise<Ended>;
}

/**
 * Called where a file's tests are defined: they share what is unpacked, and each has a copy in a folder of its own. The packages that it
 * depends on, and those `beside` it, are those of this checkout: nothing is asked of a registry.
 */
export function installer(): (context: TestContext, beside?: readonly string[]) => Promise<Workplace> {
  const unpacked = shared(async (_, whenOver) => await unpack(whenOver));
  return async (context, beside = []) => install(await unpacked(context), beside);
}

/** Returns the folder of the package. */
async function unpack(whenOver: WhenOver): Promise<string> {
  const folder = temporaryFolder(whenOver);
  const pack = 'npm pack --silent --ignore-scripts --pack-destination "$0" && tar -xzf "$0"/*.tgz -C "$0"';
  const packed = await startCommand("bash", ["-ec", pack, folder], {}, whenOver).ended;
  expect(packed).toMatchObject({ code: 0 });
  return join(folder, "package");
}

function install(unpacked: string, beside: readonly string[]): Workplace {
  const [folder, home] = [temporaryFolder(), temporaryFolder()];
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, ".bin"), { recursive: true });
  const { dependencies } = manifest.parse(JSON.parse(readFileSync("package.json", "utf8")));
  for (const name of [...Object.keys(dependencies), ...beside]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(resolve("node_modules", name), join(modules, name));
  }
  cpSync(unpacked, join(modules, "mqbench"), { recursive: true });
  symlinkSync("../mqbench/dist/bin.js", join(modules, ".bin", "mqbench"));
  const env = { HOME: home, PATH: `${join(modules, ".bin")}:${process.env["PATH"] ?? ""}` };
  return {
    folder,
    home,
    inFolder: async (line) => await startCommand("bash", ["-ec", `cd "$0"; ${line}`, folder], env).ended,
  };
}
