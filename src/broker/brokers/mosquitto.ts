/** mosquitto: started with a configuration that holds nothing back, read through its `$SYS` topics. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { plainEnvironment } from "../../child-environment.ts";
import { loopbackEndpoint } from "../../mqtt/transport/endpoint.ts";
import type { BrokerLife, ClientListener } from "./broker-life.ts";
import { findProgram } from "../../machine/find-program.ts";
import { accessFiles, accessLines, aclFile } from "./mosquitto-access.ts";
import { openSysProbe } from "../gauges/sys-probe.ts";

/** Seconds between two rounds of `$SYS` topics. */
const tunedSysInterval = 1;
const defaultSysInterval = 10;

/** Messages in flight: as many as there are packet identifiers (section 2.3.1), less one: to 2.1.2 as many as there are is no quota, and it warns of every message. */
const mostInflight = 65_534;
const mostQueued = 1_000_000_000;
/** The largest remaining length there is (section 2.2.3): since 2.1 the limit is 2 MB where nothing is set. */
const largestPacket = 268_435_455;

export const mosquitto: BrokerLife = {
  packages: ["mosquitto"],
  find: () => findProgram("mosquitto"),
  version: async (program) =>
    await new Promise((resolve) => {
      // It prints its help with exit code 3.
      execFile(program, ["-h"], { env: plainEnvironment() }, (_error, stdout) =>
        resolve(/version (\S+)/u.exec(stdout)?.[1] ?? null),
      );
    }),
  // Only errors and warnings are asked for, and not all are marked.
  complains: (line) => !saidAtStart.test(line),
  portsNeeded: 1,
  launch({ program, folder, config, isRestarted, ports: [port = 0], listener }) {
    const isTuned = config === "tuned";
    const endpoint = loopbackEndpoint(port);
    return {
      command: program,
      args: ["-c", join(folder, "mosquitto.conf")],
      env: {},
      files: {
        "mosquitto.conf":
          lines(beforeListeners(listener)) +
          (isTuned ? tuned(port, isRestarted ? folder : null) : packaged(port, folder)) +
          lines(forClients(listener, folder)),
        ...(listener?.access && accessFiles(listener.access)),
      },
      links: {},
      configurationFiles: ["mosquitto.conf", ...(listener?.access?.acl.length ? [aclFile] : [])],
      stopSignal: "SIGTERM",
      afterwards: null,
      endpoint,
      startTimeoutMs: 10_000,
      openGauges: async () => await openSysProbe(endpoint, (isTuned ? tunedSysInterval : defaultSysInterval) * 1000),
    };
  },
};

/** What it says of how it is run, not of the load: it may be read only after the first client was let in, and comes again at a restart. */
const saidAtStart = /should not be run as root/u;

/** No window, no queue limit, nothing on disk but what a restart needs. A value stands to the end of its line: no comments. */
function tuned(port: number, keptIn: string | null): string {
  return lines([
    `listener ${port} 127.0.0.1`,
    ...asOneself(),
    "allow_anonymous true",
    // Written when it is told to stop, and every half an hour.
    ...(keptIn === null ? ["persistence false"] : ["persistence true", `persistence_location ${keptIn}/`]),
    // Large numbers where 0 should mean no limit: 2.1 warns of every message at an inflight limit of 0 or 65,535, 2.0.16 queues nothing at a queue of 0.
    `max_inflight_messages ${mostInflight}`,
    "max_inflight_bytes 0",
    `max_queued_messages ${mostQueued}`,
    "max_queued_bytes 0",
    `max_packet_size ${largestPacket}`,
    "memory_limit 0",
    `sys_interval ${tunedSysInterval}`,
    "set_tcp_nodelay true",
    "log_dest stderr",
    "log_type error",
    "log_type warning",
  ]);
}

/** Debian's mosquitto.conf, with the port, the folder and anonymous clients, without which nobody could connect. */
function packaged(port: number, folder: string): string {
  return lines([
    `listener ${port} 127.0.0.1`,
    ...asOneself(),
    "allow_anonymous true",
    "persistence true",
    `persistence_location ${folder}/`,
    "log_dest stderr",
    "log_type error",
    "log_type warning",
  ]);
}

/** mqbench itself comes by a listener that is open to it, whatever the clients' asks for. */
function beforeListeners(listener: ClientListener | null): readonly string[] {
  return listener?.access == null ? [] : ["per_listener_settings true"];
}

/** A listener ends the lines of the one before it. */
function forClients(listener: ClientListener | null, folder: string): readonly string[] {
  if (listener === null) return [];
  const { port, isWebSocket, tls, access } = listener;
  return [
    `listener ${port} 127.0.0.1`,
    ...(isWebSocket ? ["protocol websockets"] : []),
    ...(tls === null ? [] : [`cafile ${tls.ca}`, `certfile ${tls.cert}`, `keyfile ${tls.key}`]),
    ...(access === null ? [] : accessLines(access, folder)),
  ];
}

/** As root it would become another user, who cannot read the folder. Nobody else can, and not every user has a name. */
function asOneself(): readonly string[] {
  return process.geteuid?.() === 0 ? ["user root"] : [];
}

function lines(all: readonly string[]): string {
  if (all.length === 0) return "";
  return `${all.join("\n")}\n`;
}
