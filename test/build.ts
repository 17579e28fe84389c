/** Builds mqbench once before the end-to-end tests: they run what users run. */
import { execFileSync } from "node:child_process";

/** Whether this run of vitest has built: each project sets itself up, and reads this file anew. */
const isBuilt = Symbol.for("mqbench is built");

export default function setup(): void {
  if (Reflect.has(globalThis, isBuilt)) return;
  execFileSync("npm", ["run", "--silent", "build"], { stdio: ["ignore", "ignore", "inherit"] });
  Reflect.set(globalThis, isBuilt, true);
}
