/** One life of a child process: its start in a clean environment, the last that it printed, and its end, by which nothing is left of it. */
import { ChildProcess, fork, spawn } from "node:child_process";
import type { Serializable } from "node:child_process";
import { plainEnvironment } from "../child-environment.ts";
import { graces, patience, unhurried } from "../hurry.ts";
import type { Grace, Hurry } from "../hurry.ts";

/** Characters kept of what it printed, for the message of one that failed. */
const usuallyKept = 2000;

export type Ending =
  | { readonly kind: "not started"; readonly error: Error }
  | { readonly kind: "ended"; readonly code: number | null; readonly signal: NodeJS.Signals | null };

interface ForkOptions {
  readonly args?: readonly string[];
  /** Words for node itself; none when left out. */
  readonly execArgv?: readonly string[];
  /** advanced: typed arrays and bigints arrive as they are. */
  readonly serialization?: "json" | "advanced";
  /** Its whole environment; the plain one when left out. */
  readonly env?: Readonly<Record<string, string>>;
  /** How many characters are kept of what it prints. */
  readonly keptOutput?: number;
}

/** Runs a module of ours in a process of its own that is talked to in messages; of what it prints its errors are kept. */
export function forkChild(module: URL, options: ForkOptions = {}): Child {
  const { args = [], execArgv = [], serialization = "json", env = plainEnvironment(), keptOutput } = options;
  const stdio = ["ignore", "ignore", "pipe", "ipc"] as const;
  return new Child(
    begin(() => fork(module, [...args], { env, execArgv: [...execArgv], serialization, stdio: [...stdio] })),
    keptOutput,
  );
}

interface SpawnOptions {
  readonly cwd: string;
  /** On these cores alone, a list such as 0 or 2-3; null: on all. */
  readonly cpus: string | null;
  /** Beside the plain environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** Waits for a line, in the place of the program that it then becomes; at the end of its input, which is mqbench's own end, it ends. */
const onceTold = 'read -r _ && exec "$@" </dev/null';

/**
 * Another program, in a process group of its own: a Ctrl-C in a terminal reaches mqbench's group alone, and mqbench decides when it ends. It
 * runs once `release` is called: until then whoever clears up after it can be told of it, and should mqbench be killed meanwhile it never runs.
 */
export function spawnChild(program: string, words: readonly string[], { cwd, cpus, env }: SpawnOptions): HeldChild {
  const command = cpus === null ? [program, ...words] : ["taskset", "-c", cpus, program, ...words];
  return new HeldChild(
    begin(() =>
      spawn("sh", ["-c", onceTold, "mqbench-start", ...command], {
        cwd,
        detached: true,
        env: { ...plainEnvironment(), ...env },
        stdio: ["pipe", "pipe", "pipe"],
      }),
    ),
  );
}

/**
 * Where a process cannot be started Node tells it by an event or throws, by the system's reason: here always by the event. A process that was
 * never started may have no streams and no channel, whatever its type says.
 */
export function begin<C extends ChildProcess>(start: () => C): C | ChildProcess {
  try {
    return start();
  } catch (error) {
    const never = new ChildProcess();
    process.nextTick(() => never.emit("error", error));
    return never;
  }
}

interface EndOptions {
  /** How it is asked to end: its channel is closed, or a signal. */
  readonly by: "disconnect" | NodeJS.Signals;
  /** Time until it is killed. */
  readonly withinMs: number;
  readonly hurry?: Hurry | undefined;
  /** Time that is left to it once there is a hurry. */
  readonly grace?: Grace;
}

export class Child {
  /** For what it says, in messages and on its streams, which one that could not be started has not. To `kill` that one would end mqbench's own group. */
  readonly process: ChildProcess;
  /** 0: it could not be started. */
  readonly pid: number;
  /** Resolves with words when it has ended, or could not be started. */
  readonly ended: Promise<string>;
  /** Resolves after that, when all that it printed has been read. */
  readonly closed: Promise<Ending>;
  #output = "";

  constructor(child: ChildProcess, keptOutput = usuallyKept) {
    this.process = child;
    this.pid = child.pid ?? 0;
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#output = (this.#output + text).slice(-keptOutput);
      });
    this.ended = endingOf(child, "exit").then(inWords);
    this.closed = endingOf(child, "close");
  }

  /** The last that it printed. */
  get output(): string {
    return this.#output;
  }

  /** Its end is heard of by `ended`, not by a message that could not be sent: `onFailed` is for who waits for an answer. */
  send(message: Serializable, onFailed: (error: Error) => void = () => undefined): void {
    if (!this.process.connected) return onFailed(new Error("it has ended"));
    this.process.send(message, (error) => {
      if (error !== null) onFailed(error);
    });
  }

  get isRunning(): boolean {
    const { exitCode, signalCode } = this.process;
    return this.pid !== 0 && exitCode === null && signalCode === null;
  }

  /** What it tells once it listens; in words why it does not, which are those of `ended` where it has ended. */
  async whenListening<T>(told: Promise<T>, withinMs: number, ended = this.ended): Promise<T | string> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve(`not listening after ${withinMs / 1000} s`), withinMs);
    });
    const outcome = await Promise.race([told, late, ended]);
    clearTimeout(timer);
    return outcome;
  }

  /** Whatever it does: resolves when it has ended. */
  async kill(): Promise<void> {
    if (!this.isRunning) return;
    this.process.kill("SIGKILL");
    await this.ended;
  }

  /** Asks it to end, and kills it when it has not in time. Resolves when it has ended. */
  async end({ by, withinMs, hurry = unhurried, grace = graces.end }: EndOptions): Promise<void> {
    if (!this.isRunning) return;
    if (by !== "disconnect") this.process.kill(by);
    // A signal to end it may come from others, to the whole process group: it listens to its parent alone.
    else if (this.process.connected) this.process.disconnect();
    await Promise.race([this.ended, patience(withinMs, hurry, grace)]);
    await this.kill();
  }
}

export class HeldChild extends Child {
  release(): void {
    // One that has ended is heard of by `ended`.
    this.process.stdin?.on("error", () => undefined).end("\n");
  }
}

/** exit: when it is gone; close: when its streams are, too. */
async function endingOf(child: ChildProcess, event: "exit" | "close"): Promise<Ending> {
  return await new Promise((resolve) => {
    child.once("error", (error) => resolve({ kind: "not started", error }));
    child.once(event, (code, signal) => resolve({ kind: "ended", code, signal }));
  });
}

function inWords(ending: Ending): string {
  return ending.kind === "not started" ? ending.error.message : (ending.signal ?? `exit code ${ending.code}`);
}
