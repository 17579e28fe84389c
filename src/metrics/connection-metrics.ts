/** What a connection takes until CONNACK, and a message on TCP with all that lies between: rows of the catalogue. */
import { connection, socket } from "./metric-info.ts";
import type { MetricRow } from "./metric-info.ts";

export const connectionMetrics = {
  socketBytesUpPerMessage: socket(
    "socket bytes up",
    "TCP payload a message from the sensor to the broker, with what TLS and WebSocket add, PINGREQ included, from CONNACK to the end of drain",
  ),
  socketBytesDownPerMessage: socket(
    "socket bytes down",
    "TCP payload a message from the broker to the sensor, with what TLS and WebSocket add, PINGRESP included, from CONNACK to the end of drain",
  ),
  roundTripsPerConnection: connection(
    "round trips",
    "count",
    "round trips from the opening of a client's first connection to CONNACK, by the specifications: TCP, TLS as its library tells it, WebSocket, CONNECT",
  ),
  bytesUpPerConnection: connection(
    "bytes up",
    "bytes",
    "TCP payload of a client's first connection to the broker, up to and with CONNACK",
  ),
  bytesDownPerConnection: connection(
    "bytes down",
    "bytes",
    "TCP payload of a client's first connection from the broker, up to and with CONNACK",
  ),
  brokerCpuPerConnection: connection(
    "broker CPU",
    "ns",
    "CPU time of the broker's process from before the first connection until all were there ÷ connections",
  ),
  generatorCpuPerConnection: connection(
    "generator CPU",
    "ns",
    "CPU time of mqbench's process from before the first connection until all were there ÷ connections",
  ),
} as const satisfies Readonly<Record<string, MetricRow>>;
