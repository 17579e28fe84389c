/** Starts, restarts and stops the embedded broker. */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../errors.ts";
import { graces, unhurried, unlessHurried } from "../../hurry.ts";
import type { ManagedSpec } from "../facts/broker-spec.ts";
import { clientEndpoint, urlOf } from "../certificates/client-listener.ts";
import type { ServerPem } from "../certificates/client-listener.ts";
import { EmbeddedChild } from "./embedded-child.ts";
import { embeddedOptions } from "./embedded-options.ts";
import { findKeptPorts } from "../../machine/free-ports.ts";
import { ProcessProbe } from "../../machine/process-probe.ts";
import type { BrokerSample, RestartOrder, RunningBroker } from "../running-broker.ts";

export async function startEmbedded(spec: ManagedSpec, pem: ServerPem | null): Promise<RunningBroker> {
  const { config, cpus, isRestarted, protocol } = spec;
  const [port = 0] = isRestarted ? await findKeptPorts(1) : [];
  const first = await EmbeddedChild.start({ config, cpus: cpus.broker, port, protocol, pem });
  const endpoint = clientEndpoint(spec, { port: first.options.port, pem });
  const life = lifeOf(first);
  return {
    facts: {
      kind: "embedded",
      name: "aedes",
      version: embeddedVersion(),
      url: urlOf(endpoint),
      instances: 1,
      configuration: { config, ...embeddedOptions[config] },
    },
    endpoints: [endpoint],
    ...life,
  };
}

/** It keeps everything in memory: what comes back from a restart has no sessions. */
function lifeOf(first: EmbeddedChild): Pick<RunningBroker, "sample" | "collect" | "exited" | "restart" | "stop"> {
  let child = first;
  let isDown = false;
  /** Wakes a restart that waits. */
  const stopping = new AbortController();
  let tellExit: (words: string) => void = () => undefined;
  const exited = new Promise<string>((resolve) => {
    tellExit = resolve;
  });
  const watch = ({ ended }: EmbeddedChild): void =>
    void ended.then((how) => {
      if (!isDown && !stopping.signal.aborted) tellExit(`the embedded broker ended by itself (${how})`);
    });
  watch(child);
  const probe = new ProcessProbe([child.pid]);
  const sample = async (isCollected: boolean): Promise<BrokerSample> => {
    const sampled = isDown ? null : probe.sample();
    const answer = isDown ? undefined : await child.askGauges(isCollected);
    // While it is down for a restart that was asked for, a sample is a gap and no problem.
    return isDown || answer === undefined
      ? { process: null, gauges: {}, problems: [] }
      : { process: sampled, ...answer };
  };
  const restart = async ({ downMs, isKilled, onStep }: RestartOrder): Promise<void> => {
    // What it has used so far would be lost with it.
    probe.sample();
    isDown = true;
    await child.stop(isKilled);
    onStep("ended");
    await sleep(downMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    if (stopping.signal.aborted) return;
    const { options } = child;
    const again = await EmbeddedChild.start({ ...options, onStarted: () => onStep("started") }).catch(messageOf);
    if (typeof again === "string") return tellExit(again);
    child = again;
    if (stopping.signal.aborted) return await child.stop(true);
    probe.follow([child.pid]);
    isDown = false;
    watch(child);
    onStep("ready");
  };
  let restarting: Promise<void> = Promise.resolve();
  return {
    sample: async () => await sample(false),
    collect: async () => await sample(true),
    exited,
    restart: async (order) => {
      restarting = restart(order);
      await restarting;
    },
    stop: async (hurry = unhurried) => {
      stopping.abort();
      await child.stop(false, hurry);
      // What starts too late ends with its parent.
      await unlessHurried(restarting, hurry, undefined, graces.broker);
    },
  };
}

/** The package's file is not among its exports: it is read from beside its entry. */
export function embeddedVersion(): string | null {
  const entry = new URL(import.meta.resolve("aedes"));
  const found = /"version":\s*"([^"]+)"/u.exec(readFileSync(new URL("package.json", entry), "utf8"));
  return found?.[1] ?? null;
}
