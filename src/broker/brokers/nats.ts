/** NATS server with its MQTT gateway, read through its monitoring pages and Go's heap profile. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { plainEnvironment } from "../../child-environment.ts";
import { loopbackEndpoint } from "../../mqtt/transport/endpoint.ts";
import type { BrokerLife } from "./broker-life.ts";
import { findProgram } from "../../machine/find-program.ts";
import { definedGauges, readOrExplain } from "../gauges/gauge-probe.ts";
import type { GaugeProbe } from "../gauges/gauge-probe.ts";
import { getText } from "../gauges/http-text.ts";
import { numberAt, objectsUnder, sumAt, valueAt } from "../gauges/json-numbers.ts";

export const nats: BrokerLife = {
  packages: ["nats-server"],
  find: () => findProgram("nats-server"),
  version: async (program) =>
    await new Promise((resolve) => {
      execFile(program, ["--version"], { env: plainEnvironment() }, (_error, stdout) =>
        resolve(/v(\d\S*)/u.exec(stdout)?.[1] ?? null),
      );
    }),
  portsNeeded: 4,
  launch({
    program,
    folder,
    config,
    resendsSoon,
    subscriberWindow,
    ports: [port = 0, natsPort = 0, httpPort = 0, profilePort = 0],
  }) {
    const endpoint = loopbackEndpoint(port);
    const common = [
      "server_name: mqbench",
      `listen: 127.0.0.1:${natsPort}`,
      `http: 127.0.0.1:${httpPort}`,
      `prof_port: ${profilePort}`,
    ];
    const tuned = [
      "max_payload: 8MB",
      "max_pending: 256MB",
      "max_connections: 100000",
      `jetstream { store_dir: "${folder}/js", max_memory_store: 4GB, max_file_store: 20GB }`,
      `mqtt { host: 127.0.0.1, port: ${port}, max_ack_pending: ${subscriberWindow}, ack_wait: "${resendsSoon ? "5s" : "1h"}" }`,
    ];
    const packaged = [`jetstream { store_dir: "${folder}/js" }`, `mqtt { host: 127.0.0.1, port: ${port} }`];
    return {
      command: program,
      args: ["-c", join(folder, "nats.conf")],
      env: {},
      files: { "nats.conf": `${[...common, ...(config === "tuned" ? tuned : packaged)].join("\n")}\n` },
      links: {},
      configurationFiles: ["nats.conf"],
      // At SIGTERM it ends with code 1.
      stopSignal: "SIGINT",
      afterwards: null,
      endpoint,
      startTimeoutMs: 20_000,
      openGauges: async () => natsGauges(httpPort, profilePort),
    };
  },
};

function natsGauges(httpPort: number, profilePort: number): GaugeProbe {
  const page = async (path: string): Promise<unknown> => {
    const parsed: unknown = JSON.parse(await getText(`http://127.0.0.1:${httpPort}/${path}`));
    return parsed;
  };
  return {
    read: async (isCollected) =>
      await readOrExplain("NATS monitoring", async () => {
        const heapBytes = isCollected ? await readHeap(profilePort) : undefined;
        const [variables, jetstream] = await Promise.all([
          page("varz"),
          page("jsz?accounts=true&streams=true&consumers=true"),
        ]);
        const consumers = objectsUnder(jetstream, "consumer_detail");
        const messages = objectsUnder(jetstream, "stream_detail").filter(
          (stream) => valueAt(stream, "name") === "$MQTT_msgs",
        );
        return definedGauges({
          heapBytes,
          connections: numberAt(variables, "connections"),
          inflight: sumAt(consumers, "num_ack_pending"),
          queued: sumAt(consumers, "num_pending"),
          storedMessages: sumAt(messages, "state.messages"),
          storedBytes: sumAt(messages, "state.bytes"),
        });
      }),
    close: async () => undefined,
  };
}

/** Bytes of live heap: `gc=1` collects first (net/http/pprof). */
async function readHeap(profilePort: number): Promise<number | undefined> {
  const text = await getText(`http://127.0.0.1:${profilePort}/debug/pprof/heap?gc=1&debug=1`);
  const bytes = Number(/^# HeapAlloc = (\d+)/mu.exec(text)?.[1]);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
