/** A broker that mqbench starts: a process in a folder and a process group of its own, both gone in every ending; it can be restarted there. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { MqbenchError, messageOf } from "../../errors.ts";
import { graces, unhurried, unlessHurried } from "../../hurry.ts";
import type { Hurry } from "../../hurry.ts";
import type { ManagedSpec } from "../facts/broker-spec.ts";
import type { Login } from "../../mqtt/client/client.ts";
import type { ClientListener, Launch } from "../brokers/broker-life.ts";
import { clientEndpoint } from "../certificates/client-listener.ts";
import type { ServerPem } from "../certificates/client-listener.ts";
import type { Endpoint } from "../../mqtt/transport/endpoint.ts";
import { protocols } from "../../mqtt/transport/protocols.ts";
import type { BrokerDefinition } from "../definition.ts";
import { spawnChild } from "../../machine/child.ts";
import type { Child } from "../../machine/child.ts";
import { findFreePorts, findKeptPorts } from "../../machine/free-ports.ts";
import { Ledger } from "../../mqtt/wire/ledger.ts";
import { awaitConnack } from "./greeting.ts";
import { addLogs, isMarkedLine, LogCounter } from "./log-counter.ts";
import type { BrokerLog } from "./log-counter.ts";
import { startGuard } from "../../machine/process-guard.ts";
import type { ProcessGuard } from "../../machine/process-guard.ts";
import type { RestartOrder } from "../running-broker.ts";
import { makeTemporaryFolder, nameTemporaryFolder } from "../../machine/temporary-folder.ts";

/** Between the signal to stop and the end of its patience. */
const stopTimeoutMs = 15_000;

export interface ManagedProcess {
  /** The process that runs now, or ran last. */
  readonly pid: number;
  readonly launch: Launch;
  /** Where its clients connect. */
  readonly clients: Endpoint;
  /** What asking whether it takes clients sent and received. */
  readonly ledger: Ledger;
  /** Resolves with words when it ends before it was told to, or does not come back from a restart. */
  readonly exited: Promise<string>;
  /** Ends its process and starts another in the same folder, on the same ports; true: it takes clients again. Never rejects. */
  restart(order: RestartOrder): Promise<boolean>;
  /** What it has complained of since it was ready first, or was told to forget it. */
  log(): BrokerLog;
  forgetLog(): void;
  /** Idempotent; `hurry`: it is given less time to end by itself. */
  stop(hurry?: Hurry): Promise<void>;
}

export interface ProcessOptions {
  readonly definition: BrokerDefinition;
  readonly program: string;
  readonly spec: ManagedSpec;
  /** null: nothing is encrypted. */
  readonly pem: ServerPem | null;
  /** Those that it lets in, where it asks for passwords. */
  readonly logins: readonly Login[];
}

export async function startProcess({
  definition,
  program,
  spec,
  pem,
  logins,
}: ProcessOptions): Promise<ManagedProcess> {
  const { config, resendsSoon, isRestarted } = spec;
  const { portsNeeded } = definition;
  const isApart = spec.protocol !== "mqtt" || spec.access !== null;
  const ports = await (isRestarted ? findKeptPorts : findFreePorts)(portsNeeded + (isApart ? 1 : 0));
  const port = ports[portsNeeded] ?? 0;
  const { subscriberWindow } = definition.capabilities;
  return await startLaunch({
    name: definition.name,
    title: definition.title,
    launchIn(folder) {
      const listener = isApart ? listenerIn(folder, { port, spec, pem, logins }) : null;
      const own = { program, folder, config, resendsSoon, isRestarted, subscriberWindow, ports, listener };
      return definition.launch(own);
    },
    clientsOf: ({ endpoint }) => (isApart ? clientEndpoint(spec, { port, pem, plain: endpoint }) : endpoint),
    files: pemFiles(pem),
    workingFolder: null,
    cpus: spec.cpus.broker,
    complains: definition.complains ?? isMarkedLine,
  });
}

export interface LaunchOrder {
  /** Of its temporary folder. */
  readonly name: string;
  readonly title: string;
  /** `folder`: the temporary one, which is not there yet. */
  readonly launchIn: (folder: string) => Launch;
  readonly clientsOf: (launch: Launch) => Endpoint;
  /** Written beside the launch's own. */
  readonly files: Readonly<Record<string, string>>;
  /** Where it runs; null: in its temporary folder. */
  readonly workingFolder: string | null;
  readonly cpus: string | null;
  /** Whether a line of its log is a warning or an error. */
  readonly complains: (line: string) => boolean;
}

/** Resolves when it takes clients. */
export async function startLaunch(order: LaunchOrder): Promise<ManagedProcess> {
  const { title, workingFolder, cpus, complains } = order;
  const folder = nameTemporaryFolder(`mqbench-${order.name}-`);
  const launch = order.launchIn(folder);
  // Before anything is there that it would have to clear up: mqbench may be killed at any moment.
  const guard = startGuard(folder, launch.afterwards);
  try {
    makeTemporaryFolder(folder);
    for (const [name, content] of Object.entries({ ...launch.files, ...order.files }))
      writeFileSync(pathIn(folder, name), content, { mode: 0o600 });
    for (const [name, target] of Object.entries(launch.links)) symlinkSync(target, pathIn(folder, name));
  } catch (cause) {
    await guard.end();
    removeFolder(folder);
    if (cause instanceof MqbenchError) throw cause;
    throw new MqbenchError("invalid", `${title} cannot be given a folder: ${messageOf(cause)}`, { cause });
  }
  const clients = order.clientsOf(launch);
  const started = new StartedProcess({ folder, workingFolder, launch, clients, guard, title, cpus, complains });
  await started.untilReady();
  return started;
}

const pemNames = { ca: "ca.pem", cert: "server.pem", key: "server.key" } as const;

function pemFiles(pem: ServerPem | null): Readonly<Record<string, string>> {
  return pem === null ? {} : { [pemNames.ca]: pem.ca, [pemNames.cert]: pem.cert, [pemNames.key]: pem.key };
}

function listenerIn(
  folder: string,
  { port, spec, pem, logins }: Pick<ProcessOptions, "spec" | "pem" | "logins"> & { readonly port: number },
): ClientListener {
  const { protocol, access } = spec;
  const tls = { ca: join(folder, pemNames.ca), cert: join(folder, pemNames.cert), key: join(folder, pemNames.key) };
  return {
    port,
    isWebSocket: protocols[protocol].hasPath,
    tls: pem === null ? null : tls,
    access: access && { ...access, logins },
  };
}

/** The path of a file, made with the folders on the way to it. */
function pathIn(folder: string, name: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  return path;
}

interface Started extends Pick<LaunchOrder, "workingFolder" | "title" | "cpus" | "complains"> {
  readonly folder: string;
  readonly launch: Launch;
  readonly clients: Endpoint;
  readonly guard: ProcessGuard;
}

class StartedProcess implements ManagedProcess {
  readonly launch: Launch;
  readonly clients: Endpoint;
  readonly ledger = new Ledger(1);
  readonly exited: Promise<string>;
  readonly #options: Started;
  readonly #guard: ProcessGuard;
  #child: Child;
  #tellExit: (words: string) => void = () => undefined;
  /** It was told to end: nobody waits for that. */
  #isEndAsked = false;
  /** What it says then is of its configuration, and the same at every start. */
  #isStarting = true;
  #stdoutLog: LogCounter;
  #stderrLog: LogCounter;
  #stopping: Promise<void> | undefined;
  /** Wakes a restart that waits. */
  readonly #stopped = new AbortController();

  constructor(options: Started) {
    this.#options = options;
    ({ launch: this.launch, clients: this.clients } = options);
    this.#stdoutLog = new LogCounter(options.complains);
    this.#stderrLog = new LogCounter(options.complains);
    this.exited = new Promise((resolve) => {
      this.#tellExit = resolve;
    });
    this.#guard = options.guard;
    this.#child = this.#spawn();
  }

  get pid(): number {
    return this.#child.pid;
  }

  log(): BrokerLog {
    return addLogs([this.#stdoutLog.read(), this.#stderrLog.read()]);
  }

  forgetLog(): void {
    const { complains } = this.#options;
    this.#stdoutLog = new LogCounter(complains);
    this.#stderrLog = new LogCounter(complains);
  }

  async untilReady(): Promise<void> {
    const problem = await this.#problemOfStart();
    if (problem === undefined) return this.#watchForEnd();
    await this.stop();
    throw new MqbenchError("invalid", `${this.#options.title} did not start: ${problem}`);
  }

  async restart({ downMs, isKilled, onStep }: RestartOrder): Promise<boolean> {
    this.#isEndAsked = true;
    await this.#end(isKilled ? "SIGKILL" : this.launch.stopSignal);
    onStep("ended");
    this.#guard.watch(0);
    await sleep(downMs, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
    if (this.#stopping !== undefined) return false;
    this.#isStarting = true;
    this.#child = this.#spawn();
    onStep("started");
    const problem = await this.#problemOfStart();
    if (this.#stopping !== undefined) return false;
    if (problem !== undefined) {
      this.#tellExit(`${this.#options.title} did not start again: ${problem}`);
      return false;
    }
    onStep("ready");
    this.#isEndAsked = false;
    this.#watchForEnd();
    return true;
  }

  async stop(hurry = unhurried): Promise<void> {
    this.#stopping ??= this.#stop(hurry);
    await this.#stopping;
  }

  async #stop(hurry: Hurry): Promise<void> {
    this.#isEndAsked = true;
    this.#stopped.abort();
    await this.#end(this.launch.stopSignal, hurry);
    // The guard kills what is left of the group, and removes the folder: the same in every ending.
    await unlessHurried(this.#guard.end(), hurry, undefined, graces.broker);
    removeFolder(this.#options.folder);
  }

  #spawn(): Child {
    const { launch, folder, workingFolder, cpus } = this.#options;
    const child = spawnChild(launch.command, launch.args, { cwd: workingFolder ?? folder, cpus, env: launch.env });
    this.#guard.watch(child.pid);
    child.release();
    const { stdout, stderr } = child.process;
    stdout?.on("data", (text: string) => {
      if (!this.#isStarting) this.#stdoutLog.feed(text);
    });
    stderr?.on("data", (text: string) => {
      if (!this.#isStarting) this.#stderrLog.feed(text);
    });
    return child;
  }

  /** Why it did not start, in words and with what it printed; undefined once it takes clients. */
  async #problemOfStart(): Promise<string | undefined> {
    const { endpoint, startTimeoutMs } = this.launch;
    const { ended } = this.#child;
    const abort = new AbortController();
    const refusal = awaitConnack(endpoint, performance.now() + startTimeoutMs, abort.signal, this.ledger);
    const problem = await Promise.race([
      refusal.then((words) => words && `it does not take clients after ${startTimeoutMs / 1000} s: ${words}`),
      ended.then((how) => `it ended (${how})`),
      this.#guard.failed.then(({ message }) => `what clears up after it cannot be started: ${message}`),
    ]);
    abort.abort();
    this.#isStarting = false;
    return problem === undefined ? undefined : `${problem}\n${this.#child.output}`.trim();
  }

  /** Notices the end of the process, also one that came a moment ago. */
  #watchForEnd(): void {
    void this.#child.ended.then((how) => {
      if (!this.#isEndAsked) this.#tellExit(`${this.#options.title} ended by itself (${how})`);
    });
  }

  async #end(by: Launch["stopSignal"], hurry?: Hurry): Promise<void> {
    await this.#child.end({ by, withinMs: stopTimeoutMs, hurry, grace: graces.broker });
  }
}

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
