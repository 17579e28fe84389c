/** A broker of the catalogue, running: its processes, its gauges, and the cores it was given. */
import { MqbenchError, messageOf } from "../../errors.ts";
import { graces, unhurried, unlessHurried } from "../../hurry.ts";
import type { ManagedSpec } from "../facts/broker-spec.ts";
import { urlOf } from "../certificates/client-listener.ts";
import type { BrokerLife } from "../brokers/broker-life.ts";
import type { BrokerDefinition } from "../definition.ts";
import { noGauges } from "../gauges/gauge-probe.ts";
import type { GaugeProbe } from "../gauges/gauge-probe.ts";
import { startProcess } from "./managed-process.ts";
import type { ManagedProcess, ProcessOptions } from "./managed-process.ts";
import { ProcessProbe } from "../../machine/process-probe.ts";
import { sysReaders } from "../gauges/sys-probe.ts";
import type { BrokerSample, RestartOrder, RunningBroker } from "../running-broker.ts";

export async function startManaged(
  definition: BrokerDefinition,
  spec: ManagedSpec,
  secrets: Pick<ProcessOptions, "pem" | "logins">,
): Promise<RunningBroker> {
  const program = definition.find();
  if (program === undefined) throw new MqbenchError("usage", whyNotInstalled(definition) ?? definition.title);
  const version = await versionOf(definition, program);
  const started = await startProcess({ definition, program, spec, ...secrets });
  const { launch, clients } = started;
  const gauges = await launch.openGauges(started.pid).catch(async (cause: unknown) => {
    await started.stop();
    throw cause;
  });
  const files = launch.configurationFiles.map((name) => [name, launch.files[name] ?? ""] as const);
  return {
    facts: {
      kind: "managed",
      name: definition.name,
      version,
      url: urlOf(clients),
      instances: 1,
      configuration: { config: spec.config, ...Object.fromEntries(files) },
    },
    endpoints: [clients],
    plain: launch.endpoint,
    exited: started.exited,
    log: () => started.log(),
    forgetLog: () => started.forgetLog(),
    ...lifeOf(started, gauges),
  };
}

/** Asked once a run: some need a second and a machine of their own to tell. */
const versions = new Map<string, Promise<string | null>>();

async function versionOf(definition: BrokerDefinition, program: string): Promise<string | null> {
  const known = versions.get(program) ?? definition.version(program);
  versions.set(program, known);
  return await known;
}

/** The sample while it is down for a restart that was asked for: a gap, and no problem. */
const downSample: BrokerSample = { process: null, gauges: {}, problems: [] };

function lifeOf(
  started: ManagedProcess,
  opened: GaugeProbe,
): Pick<RunningBroker, "sample" | "collect" | "ownConnections" | "restart" | "stop"> {
  const probe = new ProcessProbe([started.pid]);
  let gauges = opened;
  const everOpened = [opened];
  let isDown = false;
  const sample = async (isCollected: boolean): Promise<BrokerSample> => {
    if (isDown) return downSample;
    // First, at the moment that was asked for: reading the gauges takes time, and the broker's own work.
    const sampled = probe.sample();
    const { gauges: read, problems } = await gauges.read(isCollected);
    // A restart may have begun meanwhile.
    return isDown ? downSample : { process: sampled, gauges: read, problems };
  };
  const restart = async ({ onStep, ...order }: RestartOrder): Promise<void> => {
    // What it has used so far would be lost with it.
    probe.sample();
    isDown = true;
    await gauges.close();
    gauges = noGauges;
    const isBack = await started.restart({
      ...order,
      onStep: (step) => {
        if (step === "started") probe.follow([started.pid]);
        if (step === "ready") isDown = false;
        onStep(step);
      },
    });
    if (!isBack) return;
    gauges = await started.launch.openGauges(started.pid).catch(unreadable);
    everOpened.push(gauges);
  };
  let restarting = Promise.resolve();
  return {
    sample: async () => await sample(false),
    collect: async () => await sample(true),
    ownConnections: () => [{ purpose: "start", ledger: started.ledger }, ...sysReaders(everOpened)],
    restart: async (order) => {
      restarting = restart(order);
      await restarting;
    },
    stop: async (hurry = unhurried) => {
      await unlessHurried(gauges.close(), hurry, undefined);
      await started.stop(hurry);
      await unlessHurried(restarting, hurry, undefined, graces.broker);
      await gauges.close();
    },
  };
}

/** The probe of a broker whose gauges cannot be read: it is measured as far as its process shows. */
function unreadable(cause: unknown): GaugeProbe {
  const problem = `its gauges after the restart: ${messageOf(cause)}`;
  return { ...noGauges, read: async () => ({ gauges: {}, problems: [problem] }) };
}

/** Why it is not installed, in words and with what to install; undefined where it is. */
export function whyNotInstalled(definition: BrokerLife & { readonly title: string }): string | undefined {
  const missing = missingPackages(definition);
  if (missing.length === 0) return undefined;
  const lack = lackOf(definition);
  return `${definition.title} ${lack === "not installed" ? "is not installed" : lack}: apt-get install ${missing.join(" ")}`;
}

/** Why it cannot run, in a word; null: it can. */
export function lackOf(definition: BrokerLife): string | null {
  const missing = missingPackages(definition);
  if (missing.length === 0) return null;
  return missing.includes(definition.packages[0] ?? "") ? "not installed" : `lacks ${missing.join(", ")}`;
}

/** Packages to install before it can run. */
export function missingPackages(definition: BrokerLife): readonly string[] {
  if (definition.find() !== undefined) return [];
  const known = definition.missing?.() ?? [];
  return known.length === 0 ? definition.packages : known;
}
