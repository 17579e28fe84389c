/** Where the embedded broker listens: by TCP, TLS, WebSocket, or WebSocket over TLS. */
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer } from "node:net";
import type { Server } from "node:net";
import type { Duplex } from "node:stream";
import { createServer as createTlsServer } from "node:tls";
import { createWebSocketStream, WebSocketServer } from "ws";
import { protocols } from "../../mqtt/transport/protocols.ts";
import type { Protocol } from "../../mqtt/transport/protocols.ts";
import type { ServerPem } from "../certificates/client-listener.ts";

export interface ListenOrder {
  readonly kind: "listen";
  /** 0: any that is free. */
  readonly port: number;
  readonly protocol: Protocol;
  /** null: nothing is encrypted. */
  readonly pem: ServerPem | null;
}

type Handle = (stream: Duplex) => unknown;

/** `onListening` is told the port. */
export function listen(
  { port, protocol, pem }: ListenOrder,
  handle: Handle,
  onListening: (port: number) => void,
): void {
  const server = protocols[protocol].hasPath ? webSocketServer(pem, handle) : streamServer(pem, handle);
  server.listen({ port, host: "127.0.0.1", backlog: 4096 }, () => {
    const address = server.address();
    if (address !== null && typeof address === "object") onListening(address.port);
  });
}

function streamServer(pem: ServerPem | null, handle: Handle): Server {
  return pem === null ? createServer({ noDelay: true }, handle) : createTlsServer({ noDelay: true, ...pem }, handle);
}

function webSocketServer(pem: ServerPem | null, handle: Handle): Server {
  const server = pem === null ? createHttpServer({ noDelay: true }) : createHttpsServer({ noDelay: true, ...pem });
  // Compression would make the bytes depend on the payload.
  const sockets = new WebSocketServer({ server, perMessageDeflate: false, clientTracking: false });
  sockets.on("connection", (opened) => handle(createWebSocketStream(opened)));
  return server;
}
