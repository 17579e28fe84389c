/** Clears up after a broker's process in every ending of mqbench, a SIGKILL included: its group, its folder, what it leaves elsewhere. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { plainEnvironment } from "../child-environment.ts";
import { begin } from "./child.ts";

export interface ProcessGuard {
  /** This group runs now; 0: none. What is left of the one before is killed. */
  watch(group: number): void;
  /** Resolves when it could not be started: nothing would be cleared up after a SIGKILL. Never otherwise. */
  readonly failed: Promise<Error>;
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
    tell(guard, group);
  };
  guard.once("exit", replace);
  return {
    failed: new Promise((resolve) => {
      guard.once("error", resolve);
    }),
    watch: (next) => {
      group = next;
      tell(guard, group);
    },
    end: async () => {
      isEnding = true;
      await endGuard(guard);
    },
  };
}

function spawnGuard(folder: string, afterwards: string | null): ChildProcess {
  const guard = begin(() =>
    spawn("sh", ["-c", guardScript(afterwards), "mqbench-guard", folder], {
      detached: true,
      env: plainEnvironment(),
      stdio: ["pipe", "ignore", "ignore"],
    }),
  );
  guard.on("error", () => undefined);
  guard.stdin?.on("error", () => undefined);
  // One that never started has no handle to let go of.
  if (guard.pid !== undefined) guard.unref();
  return guard;
}

function tell(guard: ChildProcess, group: number): void {
  guard.stdin?.write(`${group}\n`);
}

async function endGuard(guard: ChildProcess): Promise<void> {
  const isRunning = guard.pid !== undefined && guard.exitCode === null && guard.signalCode === null;
  if (isRunning) guard.ref();
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
