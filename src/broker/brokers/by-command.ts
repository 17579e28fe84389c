/** A broker that is any program: started by a command, and from then on as one that is given by its URL. */
import { connect } from "node:net";
import { basename, resolve as resolvePath } from "node:path";
import { MqbenchError } from "../../errors.ts";
import { unhurried } from "../../hurry.ts";
import { findExecutable, findProgram } from "../../machine/find-program.ts";
import type { Endpoint } from "../../mqtt/transport/endpoint.ts";
import type { BrokerCommand, UrlSpec } from "../facts/broker-spec.ts";
import { endpointOf } from "../facts/broker-url.ts";
import { noGauges } from "../gauges/gauge-probe.ts";
import type { KnownAddresses } from "../look-up.ts";
import { isMarkedLine } from "../process/log-counter.ts";
import { startLaunch } from "../process/managed-process.ts";
import type { RunningBroker } from "../running-broker.ts";
import { startByUrl } from "./by-url.ts";

/** Stands for the program's own folder in its words. */
const folderPlaceholder = "{folder}";

export async function startByCommand(
  spec: UrlSpec,
  { words, workingFolder, readyNs }: BrokerCommand,
  known: KnownAddresses,
): Promise<RunningBroker> {
  const [name = "", ...args] = words;
  const url = spec.urls[0] ?? "";
  const endpoint: Endpoint = { ...endpointOf(url), headers: {}, tls: null };
  const program = name.includes("/") ? findExecutable([resolvePath(workingFolder, name)]) : findProgram(name);
  if (program === undefined)
    throw new MqbenchError("usage", `broker.command: ${name} is not a program here`, {
      hint: "a name is looked for in PATH, a path from the folder of the scenario",
    });
  // What answers there would be measured in its place.
  if (await isListening(endpoint))
    throw new MqbenchError("usage", `something listens at port ${endpoint.port} already: ${name} is to listen there`, {
      hint: "end it, or give broker.command and broker.url another port",
    });
  const started = await startLaunch({
    name: "command",
    title: basename(program),
    launchIn: (folder) => ({
      command: program,
      args: args.map((word) => word.replaceAll(folderPlaceholder, folder)),
      env: {},
      files: {},
      links: {},
      configurationFiles: [],
      stopSignal: "SIGTERM",
      afterwards: null,
      endpoint,
      startTimeoutMs: readyNs / 1e6,
      openGauges: async () => await Promise.resolve(noGauges),
    }),
    clientsOf: () => endpoint,
    files: {},
    workingFolder,
    cpus: null,
    complains: isMarkedLine,
  });
  const running = await startByUrl({ ...spec, pids: [started.pid] }, known).catch(async (cause: unknown) => {
    await started.stop();
    throw cause;
  });
  return {
    ...running,
    facts: { ...running.facts, name: basename(program) },
    exited: started.exited,
    log: () => started.log(),
    forgetLog: () => started.forgetLog(),
    ownConnections: () => [{ purpose: "start", ledger: started.ledger }, ...(running.ownConnections?.() ?? [])],
    stop: async (hurry = unhurried) => {
      await running.stop(hurry);
      await started.stop(hurry);
    },
  };
}

async function isListening({ host, port }: Endpoint): Promise<boolean> {
  const socket = connect({ host, port });
  const answers = await new Promise<boolean>((resolve) => {
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
  });
  socket.destroy();
  return answers;
}
