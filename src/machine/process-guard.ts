/** Clears up after a broker's process in every ending of mqbench, a SIGKILL included: its group, its folder, what it leaves elsewhere. */
import { spawn } from "node:child_process";
import type { ChildProcess, ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import type { Writable } from "node:stream";
import { plainEnvironment } from "../child-environment.ts";

export interface ProcessGuard {
  /** This group runs now; 0: none. What is left of the one before is killed. */
  watch(group: number): void;
  /** Resolves when all is cleared up. */
  end(): Promise<void>;
}

/** `afterwards`: a shell command, `$1` being the process that has ended; null: nothing. */
export function startGuard(folder: string, afterwards: string | null): ProcessGuard {
  let group = 0;
  let isEnding = false;
  let guard = spawnGuard(folder, afterwards);
  // Whoever ends the guard alone does not end the run: another takes its place.
  const replace = (_code: number | null, signal: NodeJS.Signals | null): void => {
    if (isEnding || signal === null) return;
    guard = spawnGuard(folder, afterwards);
    guard.once("exit", replace);
    guard.stdin.write(`${group}\n`);
  };
  guard.once("exit", replace);
  return {
    watch: (next) => {
      group = next;
      guard.stdin.write(`${group}\n`);
    },
    end: async () => {
      isEnding = true;
      await endGuard(guard);
    },
  };
}

function spawnGuard(folder: string, afterwards: string | null): ChildProcessByStdio<Writable, null, null> {
  const guard = spawn("sh", ["-c", guardScript(afterwards), "mqbench-guard", folder], {
    detached: true,
    env: plainEnvironment(),
    stdio: ["pipe", "ignore", "ignore"],
  });
  guard.on("error", () => undefined);
  guard.stdin.on("error", () => undefined);
  guard.unref();
  return guard;
}

async function endGuard(guard: ChildProcess): Promise<void> {
  guard.ref();
  const isRunning = guard.pid !== undefined && guard.exitCode === null && guard.signalCode === null;
  const ended = isRunning ? once(guard, "exit") : undefined;
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
