/** A Slurm cluster of the test's own: munge, a controller, and several nodes on this machine, as its `multiple slurmd` mode has them. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { randomBytes, randomInt } from "node:crypto";
import type { TestContext } from "vitest";
import { expect, onTestFinished, vi } from "vitest";
import { startCommand, temporaryFolder } from "./mqbench.ts";
import { needProgram } from "./needs.ts";
import { patience } from "./processes.ts";

export interface OwnSlurm {
  /** For `srun` and its like. */
  readonly env: Readonly<Record<string, string>>;
}

/** Below what the kernel gives to connections. */
const ports = { from: 20_000, to: 32_000 } as const;

/** Returns when all nodes are idle. Its daemons run as root. */
export async function startSlurm(context: TestContext, nodes: number): Promise<OwnSlurm> {
  const [munged, controller, daemon] = ["munged", "slurmctld", "slurmd"].map((name) => needProgram(context, name));
  for (const name of ["srun", "sinfo"]) needProgram(context, name);
  if (process.getuid?.() !== 0) context.skip("Slurm's daemons start tasks as root, and this is not root");
  const folder = temporaryFolder();
  const conf = join(folder, "slurm.conf");
  writeFileSync(conf, configuration(folder, nodes));
  mkdirSync(join(folder, "state"));
  const env = { SLURM_CONF: conf };
  await startMunge(munged ?? "", folder);
  start(controller ?? "", ["-D"], env);
  for (let node = 1; node <= nodes; node += 1) start(daemon ?? "", ["-D", "-N", `node${node}`], env);
  await vi.waitFor(async () => {
    const { stdout } = await startCommand("sinfo", ["--noheader", "--format=%t %D"], env).ended;
    expect(stdout.trim()).toBe(`idle ${nodes}`);
  }, patience);
  return { env };
}

function configuration(folder: string, nodes: number): string {
  const port = randomInt(ports.from, ports.to - nodes);
  return [
    "ClusterName=mqbench",
    `SlurmctldHost=${hostname()}(127.0.0.1)`,
    "SlurmUser=root",
    "SlurmdUser=root",
    "AuthType=auth/munge",
    `AuthInfo=socket=${join(folder, "munge.sock")}`,
    `StateSaveLocation=${join(folder, "state")}`,
    `SlurmdSpoolDir=${join(folder, "spool.%n")}`,
    `SlurmctldPidFile=${join(folder, "slurmctld.pid")}`,
    `SlurmdPidFile=${join(folder, "%n.pid")}`,
    `SlurmctldPort=${port}`,
    "ProctrackType=proctrack/linuxproc",
    "TaskPlugin=task/none",
    "SelectType=select/cons_tres",
    "SlurmdParameters=config_overrides",
    "MpiDefault=none",
    `NodeName=node[1-${nodes}] NodeHostname=${hostname()} NodeAddr=127.0.0.1 Port=[${port + 1}-${port + nodes}] CPUs=2`,
    "PartitionName=all Nodes=ALL Default=YES State=UP",
    "",
  ].join("\n");
}

async function startMunge(program: string, folder: string): Promise<void> {
  const file = (name: string): string => join(folder, name);
  writeFileSync(file("munge.key"), randomBytes(1024), { mode: 0o400 });
  const socket = file("munge.sock");
  const words = [`--key-file=${file("munge.key")}`, `--socket=${socket}`, `--seed-file=${file("munge.seed")}`];
  // The folder is root's alone, which munge does not expect of its socket's.
  start(
    program,
    ["--foreground", "--force", ...words, `--log-file=${file("munge.log")}`, `--pid-file=${file("munge.pid")}`],
    {},
  );
  await vi.waitFor(async () => {
    expect((await startCommand("munge", ["-S", socket, "-n"]).ended).code).toBe(0);
  }, patience);
}

/** A daemon in the foreground, which is told to end with the test. */
function start(program: string, words: readonly string[], env: Readonly<Record<string, string>>): void {
  const child = spawn(program, words, { env: { ...process.env, ...env }, stdio: "ignore" });
  const gone = once(child, "close");
  onTestFinished(async () => {
    child.kill("SIGTERM");
    await gone;
  });
}
