/** The processes of a running mqbench: finds its children, and waits for their end. */
import { existsSync, readFileSync } from "node:fs";
import { vi } from "vitest";

/** Long enough for a busy machine. */
export const patience = { timeout: 120_000, interval: 20 };

/** The children that a process has now with these words in their command line. */
export function childrenOf(parent: number | undefined, words: string): readonly number[] {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, "utf8").split(" ").filter(isFilled);
  return children.map(Number).filter((pid) => commandLine(pid).includes(words));
}

/** All that a process has started, and what they have, now. */
export function descendantsOf(parent: number | undefined): readonly number[] {
  return childrenOf(parent, "").flatMap((pid) => [pid, ...descendantsOf(pid)]);
}

/** The child of a process with these words in its command line, once it is there. */
export async function childOf(parent: number | undefined, words: string): Promise<number> {
  return await vi.waitFor(() => {
    const [found] = childrenOf(parent, words);
    if (found === undefined) throw new Error(`no ${words} yet`);
    return found;
  }, patience);
}

function isFilled(text: string): boolean {
  return text.trim() !== "";
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

export async function isGone(pid: number): Promise<boolean> {
  return await vi.waitFor(() => {
    if (existsSync(`/proc/${pid}`)) throw new Error(`process ${pid} is still there`);
    return true;
  }, patience);
}
