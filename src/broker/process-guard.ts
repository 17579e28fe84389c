/** Clears up after a broker's process in every ending of mqbench, a SIGKILL included: its group, its folder, what it leaves elsewhere. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

export interface ProcessGuard {
  /** This group runs now; 0: none. What is left of the one before is killed. */
  watch(group: number): void;
  /** Resolves when all is cleared up. */
  end(): Promise<void>;
}

/** `afterwards`: a shell command, `$1` being the process that has ended; null: nothing. */
export function startGuard(folder: string, afterwards: string | null): ProcessGuard {
  const guard = spawn("sh", ["-c", guardScript(afterwards), "mqbench-guard", folder], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  guard.on("error", () => undefined);
  guard.stdin.on("error", () => undefined);
  guard.unref();
  return {
    watch: (group) => void guard.stdin.write(`${group}\n`),
    end: async () => await endGuard(guard),
  };
}

async function endGuard(guard: ChildProcess): Promise<void> {
  guard.ref();
  const ended = guard.exitCode === null ? once(guard, "exit") : undefined;
  guard.stdin?.end();
  await ended;
}

/**
 * It reads which group runs, a line each, until the end of its input, which comes with mqbench's own end however that comes. What was
 * killed may write to its folder until the kernel is done with it: the folder is removed until it stays away.
 */
function guardScript(afterwards: string | null): string {
  return [
    `clear_up() { [ "$1" -gt 1 ] || return 0; kill -s KILL -- "-$1" 2>/dev/null; ${afterwards ?? ":"}; }`,
    'group=0; while read -r next; do clear_up "$group"; group=$next; done',
    'clear_up "$group"',
    'tries=0; until rm -rf -- "$1" 2>/dev/null || [ $tries -ge 50 ]; do tries=$((tries + 1)); sleep 0.1; done',
  ].join("\n");
}
