/** RabbitMQ with its MQTT plugin, started beside any other that runs here, read through its Prometheus plugin. */
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { loopbackEndpoint } from "../../mqtt/transport/endpoint.ts";
import type { BrokerLife, LaunchOptions } from "./broker-life.ts";
import { erlangGaugeArgs, readErlangTotal } from "../gauges/erlang-gauge.ts";
import { findExecutable } from "../../machine/find-program.ts";
import { definedGauges, readOrExplain } from "../gauges/gauge-probe.ts";
import type { GaugeProbe } from "../gauges/gauge-probe.ts";
import { getText } from "../gauges/http-text.ts";
import { parsePrometheus } from "../gauges/prometheus.ts";

/** `mqtt.prefetch` has 16 bits. */
export const rabbitmq: BrokerLife = {
  packages: ["rabbitmq-server"],
  // The one in PATH becomes another user and works in system folders.
  find: () => findExecutable(["/usr/lib/rabbitmq/bin/rabbitmq-server", "/usr/local/lib/rabbitmq/bin/rabbitmq-server"]),
  // Asking it would start an Erlang machine that leaves a cookie behind.
  version: async (program) =>
    (await readdir(join(dirname(program), "../lib")).catch(() => []))
      .map((name) => /^rabbitmq_server-(\d\S*)$/u.exec(name)?.[1])
      .find((version) => version !== undefined) ?? null,
  portsNeeded: 5,
  launch(options) {
    const { program, folder, ports } = options;
    const [port = 0, metricsPort = 0, gaugePort = 0, distributionPort = 0, epmdPort = 0] = ports;
    const endpoint = loopbackEndpoint(port);
    return {
      // A port mapper of its own in its own process group, ready before Erlang would start one that stays after every stop.
      command: "sh",
      args: [
        "-c",
        'epmd -port "$1" & until epmd -port "$1" -names >/dev/null 2>&1; do sleep 0.02; done; exec "$2"',
        "mqbench-rabbitmq",
        String(epmdPort),
        program,
      ],
      env: {
        HOME: folder,
        RABBITMQ_CONF_ENV_FILE: "/dev/null",
        RABBITMQ_NODENAME: `mqbench-${port}@localhost`,
        RABBITMQ_CONFIG_FILE: join(folder, "rabbitmq.conf"),
        RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, "none.config"),
        RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, "enabled_plugins"),
        RABBITMQ_MNESIA_BASE: join(folder, "mnesia"),
        RABBITMQ_LOG_BASE: join(folder, "log"),
        RABBITMQ_LOGS: "-",
        RABBITMQ_PID_FILE: join(folder, "pid"),
        RABBITMQ_DIST_PORT: String(distributionPort),
        ERL_EPMD_PORT: String(epmdPort),
        ERL_EPMD_ADDRESS: "127.0.0.1",
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `-args_file ${join(folder, "vm.args")}`,
      },
      files: {
        "rabbitmq.conf": configuration(options, metricsPort),
        enabled_plugins: "[rabbitmq_mqtt,rabbitmq_prometheus].\n",
        "vm.args": erlangGaugeArgs(gaugePort),
      },
      links: {},
      configurationFiles: ["rabbitmq.conf", "enabled_plugins"],
      // An orderly end takes six seconds, for data that goes with it.
      stopSignal: "SIGKILL",
      afterwards: null,
      endpoint,
      startTimeoutMs: 90_000,
      openGauges: async () => rabbitGauges(metricsPort, gaugePort),
    };
  },
};

/**
 * The configuration: without anonymous clients nobody could connect (as whom is left to its default, whose key 4.0 has renamed); without a metrics port of its own two could not run side by side. */
function configuration({ config, subscriberWindow, ports: [port = 0] }: LaunchOptions, metricsPort: number): string {
  const common = [
    "listeners.tcp = none",
    `mqtt.listeners.tcp.1 = 127.0.0.1:${port}`,
    "mqtt.allow_anonymous = true",
    "mqtt.retained_message_store = rabbit_mqtt_retained_msg_store_ets",
    "log.file = false",
    "log.console = true",
    "log.console.level = warning",
    "prometheus.tcp.ip = 127.0.0.1",
    `prometheus.tcp.port = ${metricsPort}`,
  ];
  const tuned = [
    `mqtt.prefetch = ${subscriberWindow}`,
    "mqtt.tcp_listen_options.nodelay = true",
    "mqtt.tcp_listen_options.backlog = 4096",
    "mqtt.tcp_listen_options.recbuf = 32768",
    "mqtt.tcp_listen_options.sndbuf = 32768",
    "mqtt.tcp_listen_options.buffer = 32768",
    "vm_memory_high_watermark.relative = 0.8",
    "disk_free_limit.absolute = 50MB",
    "collect_statistics_interval = 1000",
  ];
  return `${[...common, ...(config === "tuned" ? tuned : [])].join("\n")}\n`;
}

function rabbitGauges(metricsPort: number, gaugePort: number): GaugeProbe {
  return {
    read: async (isCollected) =>
      await readOrExplain("RabbitMQ metrics", async () => {
        const heapBytes = isCollected ? await readErlangTotal(gaugePort) : undefined;
        const metrics = parsePrometheus(await getText(`http://127.0.0.1:${metricsPort}/metrics`));
        if (metrics === undefined) throw new Error("not the Prometheus text format");
        return definedGauges({
          heapBytes,
          connections: metrics.get("rabbitmq_connections"),
          inflight: metrics.get("rabbitmq_queue_messages_unacked"),
          queued: metrics.get("rabbitmq_queue_messages_ready"),
          storedMessages: metrics.get("rabbitmq_queue_messages"),
          storedBytes: metrics.get("rabbitmq_queue_messages_bytes"),
        });
      }),
    close: async () => undefined,
  };
}
