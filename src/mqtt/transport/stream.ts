/** Connections as Node streams, for a client that brings its own reading and writing. */
import { connect } from "node:net";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createWebSocketStream } from "ws";
import type { Endpoint } from "./endpoint.ts";
import { secureConnector } from "./tls-transport.ts";
import { webSocketConnector } from "./websocket-transport.ts";

export interface OpenStream {
  /** Of MQTT's bytes. */
  readonly stream: Duplex;
  /** Whose counters tell the bytes of the wire. */
  readonly tcp: Socket;
  /** TLS or WebSocket lies between: the socket has more bytes than MQTT. */
  readonly isFramed: boolean;
}

/** One for all clients of an endpoint. */
const connectors = new WeakMap<Endpoint, () => OpenStream>();

export function openStream(endpoint: Endpoint): OpenStream {
  const connector = connectors.get(endpoint) ?? connectorTo(endpoint);
  connectors.set(endpoint, connector);
  return connector();
}

function connectorTo(endpoint: Endpoint): () => OpenStream {
  const { protocol, host, port, localAddress } = endpoint;
  if (protocol === "mqtt")
    return () => {
      const tcp = connect({ host, port, localAddress });
      return { stream: tcp, tcp, isFramed: false };
    };
  if (protocol === "mqtts") {
    const open = secureConnector(endpoint);
    return () => {
      const { tcp, tls } = open();
      return { stream: tls, tcp, isFramed: true };
    };
  }
  const open = webSocketConnector(endpoint);
  return () => {
    const { tcp, webSocket } = open();
    return { stream: createWebSocketStream(webSocket), tcp, isFramed: true };
  };
}
