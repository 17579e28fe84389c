/** One process of a broker that mqbench starts: in a folder and a process group of its own, both gone in every ending. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { MqbenchError, messageOf } from "../errors.ts";
import type { ManagedSpec } from "./broker-spec.ts";
import type { BrokerDefinition, Launch } from "./definition.ts";
import { findFreePorts } from "./free-ports.ts";
import { awaitConnack } from "./greeting.ts";

/** Between the signal to stop and the end of its patience. */
const stopTimeoutMs = 15_000;
/** Of what it printed, for the message of a broker that did not start. */
const keptOutput = 2000;

export interface ManagedProcess {
  readonly pid: number;
  readonly launch: Launch;
  /** Resolves with words when it ends before it was told to. */
  readonly exited: Promise<string>;
  /** Idempotent. */
  stop(): Promise<void>;
}

export interface ProcessOptions {
  readonly definition: BrokerDefinition;
  readonly program: string;
  readonly spec: ManagedSpec;
}

export async function startProcess({ definition, program, spec }: ProcessOptions): Promise<ManagedProcess> {
  const { config, resendsSoon } = spec;
  const cpus = spec.cpus.broker;
  const ports = await findFreePorts(definition.portsNeeded);
  const folder = mkdtempSync(join(tmpdir(), `mqbench-${definition.name}-`));
  const launch = definition.launch({ program, folder, config, resendsSoon, ports });
  try {
    for (const [name, content] of Object.entries(launch.files))
      writeFileSync(pathIn(folder, name), content, { mode: 0o600 });
    for (const [name, target] of Object.entries(launch.links)) symlinkSync(target, pathIn(folder, name));
  } catch (cause) {
    removeFolder(folder);
    throw new MqbenchError("invalid", `${definition.title} cannot be given a folder: ${messageOf(cause)}`, { cause });
  }
  const [command, args] =
    cpus === null ? [launch.command, launch.args] : ["taskset", ["-c", cpus, launch.command, ...launch.args]];
  const child = spawn(command, args, {
    cwd: folder,
    // Ctrl-C in a terminal reaches mqbench's group alone: mqbench decides when the broker ends.
    detached: true,
    env: { PATH: process.env["PATH"] ?? "", LANG: "C.UTF-8", ...launch.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const started = new StartedProcess(child, folder, launch, definition.title);
  await started.untilReady();
  return started;
}

/** With the folders on the way to it. */
function pathIn(folder: string, name: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  return path;
}

class StartedProcess implements ManagedProcess {
  readonly pid: number;
  readonly launch: Launch;
  readonly exited: Promise<string>;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #title: string;
  readonly #guard: ChildProcess;
  readonly #ended: Promise<string>;
  #output = "";
  #stopping: Promise<void> | undefined;

  constructor(child: ChildProcess, folder: string, launch: Launch, title: string) {
    this.#child = child;
    this.#folder = folder;
    this.launch = launch;
    this.#title = title;
    this.pid = child.pid ?? 0;
    this.#guard = startGuard(this.pid, folder, launch.afterwards);
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#output = (this.#output + text).slice(-keptOutput);
      });
    this.#ended = new Promise((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    this.exited = this.#ended.then(async (how) => {
      // Nobody waits for the end of one that was told to.
      if (this.#stopping !== undefined) return await new Promise<never>(() => undefined);
      return `${title} ended by itself (${how})`;
    });
  }

  async untilReady(): Promise<void> {
    const { endpoint, startTimeoutMs } = this.launch;
    const abort = new AbortController();
    const refusal = awaitConnack(endpoint, performance.now() + startTimeoutMs, abort.signal);
    const problem = await Promise.race([
      refusal.then((words) => words && `it does not take clients after ${startTimeoutMs / 1000} s: ${words}`),
      this.#ended.then((how) => `it ended (${how})`),
    ]);
    abort.abort();
    if (problem === undefined) return;
    await this.stop();
    throw new MqbenchError("invalid", `${this.#title} did not start: ${problem}\n${this.#output}`.trim());
  }

  async stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    await this.#stopping;
  }

  async #stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null && this.pid > 0) {
      this.#child.kill(this.launch.stopSignal);
      await Promise.race([this.#ended, sleep(stopTimeoutMs, undefined, { ref: false })]);
    }
    // The guard kills what is left of the group, and removes the folder: the same in every ending.
    this.#guard.ref();
    const guarded = this.#guard.exitCode === null ? once(this.#guard, "exit") : undefined;
    this.#guard.stdin?.end();
    await guarded;
    removeFolder(this.#folder);
  }
}

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Waits for the end of its input, which comes with mqbench's own end however that comes, and clears up. What was killed may write
 * to its folder until the kernel is done with it: the folder is removed until it stays away.
 */
function startGuard(group: number, folder: string, afterwards: string | null): ChildProcess {
  const script = [
    "cat >/dev/null",
    '[ "$1" -gt 1 ] && kill -s KILL -- "-$1" 2>/dev/null',
    afterwards ?? ":",
    'tries=0; until rm -rf -- "$2" 2>/dev/null || [ $tries -ge 50 ]; do tries=$((tries + 1)); sleep 0.1; done',
  ].join("\n");
  const guard = spawn("sh", ["-c", script, "mqbench-guard", String(group), folder], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  guard.on("error", () => undefined);
  guard.unref();
  return guard;
}
