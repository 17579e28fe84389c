/** ejabberd with mod_mqtt, run by `erl` itself: its own command changes the user and leaves a port mapper behind. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loopbackEndpoint } from "../../mqtt/transport/endpoint.ts";
import type { BrokerLife } from "./broker-life.ts";
import { erlangGaugeArgs, readErlangTotal } from "../gauges/erlang-gauge.ts";
import { findProgram } from "../../machine/find-program.ts";
import { readOrExplain } from "../gauges/gauge-probe.ts";

export const ejabberd: BrokerLife = {
  packages: ["ejabberd"],
  find: () => (findLibraries() === undefined ? undefined : findProgram("erl")),
  // Asking it would start an Erlang machine of its own.
  version: async () => {
    const libraries = findLibraries();
    const file = libraries === undefined ? undefined : findApplication(libraries);
    return file === undefined ? null : (/\{vsn,\s*"([^"]+)"/u.exec(readFileSync(file, "utf8"))?.[1] ?? null);
  },
  portsNeeded: 2,
  launch({ program, folder, config, ports: [port = 0, gaugePort = 0] }) {
    // Any password but an empty one is taken.
    const endpoint = loopbackEndpoint(port, "bench@localhost", "bench");
    return {
      command: program,
      args: [
        ...`+K true +P 250000 -args_file ${folder}/vm.args -noinput -s ejabberd -mnesia dir`.split(" "),
        // Erlang reads it as a term: the quotes belong to it.
        JSON.stringify(join(folder, "mnesia")),
      ],
      env: {
        HOME: folder,
        ERL_LIBS: findLibraries() ?? "",
        EJABBERD_CONFIG_PATH: join(folder, "ejabberd.yml"),
        EJABBERD_LOG_PATH: join(folder, "ejabberd.log"),
        ERL_CRASH_DUMP: join(folder, "crash"),
        ERL_CRASH_DUMP_BYTES: "0",
        ERL_MAX_PORTS: "65536",
      },
      files: { "ejabberd.yml": configuration(port, config === "tuned"), "vm.args": erlangGaugeArgs(gaugePort) },
      links: {},
      configurationFiles: ["ejabberd.yml"],
      stopSignal: "SIGTERM",
      afterwards: null,
      endpoint,
      startTimeoutMs: 60_000,
      openGauges: async () => ({
        read: async (isCollected) =>
          await readOrExplain("ejabberd's memory", async () =>
            isCollected ? { heapBytes: await readErlangTotal(gaugePort) } : {},
          ),
        close: async () => undefined,
      }),
    };
  },
};

/** Where Debian keeps Erlang libraries beside Erlang's own: a folder named after the machine's architecture. */
function findLibraries(): string | undefined {
  const root = "/usr/lib";
  if (!existsSync(root)) return undefined;
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map(({ name }) => join(root, name))
    .find((folder) => folder.endsWith("-linux-gnu") && readdirSync(folder).some((name) => /^ejabberd-\d/u.test(name)));
}

/** The file by which ejabberd tells Erlang what it is. */
function findApplication(libraries: string): string | undefined {
  return readdirSync(libraries)
    .filter((name) => /^ejabberd-\d/u.test(name))
    .map((name) => join(libraries, name, "ebin/ejabberd.app"))
    .find((path) => existsSync(path));
}

function configuration(port: number, isTuned: boolean): string {
  const listener = isTuned ? ", backlog: 4096, max_payload_size: infinity, max_fsm_queue: 1000000" : "";
  const module = isTuned ? "{ max_queue: infinity, session_expiry: 5 minutes, max_topic_aliases: 100 }" : "{}";
  return [
    "hosts: [localhost]",
    "loglevel: warning",
    "auth_method: [anonymous]",
    "anonymous_protocol: both",
    "allow_multiple_connections: true",
    "listen:",
    `  - { port: ${port}, ip: "127.0.0.1", module: mod_mqtt${listener} }`,
    'acl: { loopback: { ip: ["127.0.0.0/8"] } }',
    "access_rules: { c2s: { allow: all } }",
    "modules:",
    `  mod_mqtt: ${module}`,
    "",
  ].join("\n");
}
