/** MQTT over WebSocket (MQTT 3.1.1, section 6): binary frames of the sub-protocol mqtt, over TCP or TLS. */
import { createRequire } from "node:module";
import { connect as connectTcp } from "node:net";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import type * as Ws from "ws";
import { closedByBroker, protocolError } from "../wire/cause.ts";
import { failureOf } from "./connection-failures.ts";
import type { Endpoint } from "./endpoint.ts";
import { nothing, presignedPath } from "./presigned-path.ts";
import { protocols } from "./protocols.ts";
import { securedOf } from "./secured.ts";
import { secureConnector } from "./tls-transport.ts";
import type { OpenStream, OpenTransport } from "./transport.ts";

/** How long a signed path can be used: it is used at once. */
const signedForSeconds = 300;

interface OpenedWebSocket {
  readonly tcp: Socket;
  /** null: it is not encrypted. */
  readonly tls: TLSSocket | null;
  readonly webSocket: Ws.WebSocket;
}

/** Loaded by the first that needs it: every thread has this file, and few connect so. */
function loadWs(): typeof Ws {
  return createRequire(import.meta.url)("ws");
}

/** Opens WebSockets over sockets whose bytes can be read. */
function webSocketConnector(endpoint: Endpoint): () => OpenedWebSocket {
  const { protocol, host, port, localAddress, authority, headers } = endpoint;
  const ws = loadWs();
  const openSecure = protocols[protocol].isSecure ? secureConnector(endpoint, true) : undefined;
  const origin = `${protocol}://${host.includes(":") ? `[${host}]` : host}:${port}`;
  return () => {
    const opened = openSecure?.();
    const tcp = opened?.tcp ?? connectTcp({ host, port, localAddress, noDelay: true });
    const stream: Duplex = opened?.tls ?? tcp;
    const webSocket = new ws.WebSocket(`${origin}${pathOf(endpoint)}`, "mqtt", {
      createConnection: () => stream,
      // A broker behind a proxy is found by its name, also where it is connected by an address.
      headers: { ...headers, ...(authority !== undefined && { host: authority }) },
      // Compression would make the bytes depend on the payload.
      perMessageDeflate: false,
    });
    return { tcp, tls: opened?.tls ?? null, webSocket };
  };
}

/** Signed anew for each connection, where it is. */
function pathOf({ path, sigv4, authority, host, port, protocol }: Endpoint): string {
  if (sigv4 === undefined) return path;
  const named = authority ?? (port === protocols[protocol].port ? host : `${host}:${port}`);
  const asked = { host: named, path, atMs: Date.now(), lifetimeSeconds: signedForSeconds, payloadHash: nothing };
  return presignedPath(asked, sigv4);
}

export function websocketStream(endpoint: Endpoint): () => OpenStream {
  const open = webSocketConnector(endpoint);
  const { createWebSocketStream } = loadWs();
  return () => {
    const { tcp, tls, webSocket } = open();
    return { stream: createWebSocketStream(webSocket), tcp, tls };
  };
}

export function websocketTransport(endpoint: Endpoint): OpenTransport {
  const open = webSocketConnector(endpoint);
  return (handlers) => {
    let cause = closedByBroker;
    const { tcp, tls, webSocket } = open();
    const fail = (error: Error): void => {
      cause = failureOf(error);
    };
    tcp.on("error", fail);
    webSocket.on("open", () => handlers.connected());
    webSocket.on("message", (data, isBinary) => {
      if (!isBinary || !Buffer.isBuffer(data)) {
        cause = protocolError("a text frame, where MQTT is binary");
        webSocket.terminate();
      } else handlers.data(data, data.length);
    });
    webSocket.on("error", fail);
    webSocket.on("close", () => handlers.closed(cause));
    return {
      write(bytes, length) {
        // It masks a copy: the memory is the caller's again at once.
        webSocket.send(bytes.subarray(0, length));
        return true;
      },
      get pendingBytes() {
        return webSocket.bufferedAmount;
      },
      get bytesRead() {
        return tcp.bytesRead;
      },
      get bytesWritten() {
        return tcp.bytesWritten;
      },
      get secured() {
        return tls && securedOf(tls);
      },
      end: () => webSocket.close(),
      destroy: () => webSocket.terminate(),
      reset: () => void tcp.resetAndDestroy(),
    };
  };
}
