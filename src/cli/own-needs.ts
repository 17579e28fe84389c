/** What mqbench needs of its process before anything of it can be loaded. */
import { readdirSync, readFileSync } from "node:fs";
import { getHeapStatistics } from "node:v8";
import { MqbenchError } from "../errors.ts";

/** Node opens the files of a program side by side. */
const leastDescriptors = 192;
/** What Node has open when this is asked, and a few more. */
const ownDescriptors = 24;
/** Young generation included, of which Node has 48 MB however small the rest. */
const leastHeapBytes = 100e6;

/** Throws what Node would end with in words of its own. */
export function checkOwnNeeds(): void {
  checkFolder();
  const descriptors = descriptorLimit();
  const inherited = Math.max(0, openDescriptors() - ownDescriptors);
  if (descriptors !== null && descriptors - inherited < leastDescriptors) {
    const taken = inherited === 0 ? "" : `, of which it was started with ${inherited} or more in use`;
    throw new MqbenchError(
      "usage",
      `mqbench needs ${leastDescriptors} file descriptors, a process may have ${descriptors}${taken}`,
      {
        hint: "raise the limit: `ulimit -n 4096`, or as root `ulimit -Hn 4096`; each client takes one more",
      },
    );
  }
  const heapBytes = getHeapStatistics().heap_size_limit;
  if (heapBytes < leastHeapBytes)
    throw new MqbenchError(
      "usage",
      `mqbench needs a heap of ${leastHeapBytes / 1e6} MB, Node may have ${Math.round(heapBytes / 1e6)} MB`,
      { hint: "leave --max-old-space-size out of NODE_OPTIONS, or make it larger" },
    );
}

/** A folder that was removed while a shell stood in it has no path: no file could be named. */
function checkFolder(): void {
  try {
    process.cwd();
  } catch (cause) {
    throw new MqbenchError("usage", "the folder that mqbench was started in has been removed", {
      hint: "change to one that exists: `cd`",
      cause,
    });
  }
}

/** 0 where the system does not say. */
function openDescriptors(): number {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return 0;
  }
}

/** Node raises its own limit to the hard one. null where the system does not say. */
function descriptorLimit(): number | null {
  try {
    const hard = /^Max open files\s+\S+\s+(\d+)/mu.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
    return hard === undefined ? null : Number(hard);
  } catch {
    return null;
  }
}
