/** A byte stream to the broker, over whatever its URL says. */
import type { Endpoint } from "./endpoint.ts";
import { tcpTransport } from "./tcp-transport.ts";
import { tlsTransport } from "./tls-transport.ts";
import { websocketTransport } from "./websocket-transport.ts";

export interface TransportHandlers {
  connected(): void;
  /** The buffer is shared by all connections of the thread: it is the caller's again when this returns. */
  data(buffer: Uint8Array, length: number): void;
  /** Comes exactly once, last. */
  closed(cause: string): void;
}

export interface Transport {
  /** Writes bytes[0, length). False: the socket could not hand it to the kernel at once and keeps the memory until it has. */
  write(bytes: Uint8Array, length: number): boolean;
  /** Bytes accepted by `write` that the kernel has not taken. */
  readonly pendingBytes: number;
  /** Of the TCP socket. */
  readonly bytesRead: number;
  /** Of the TCP socket: everything accepted by `write`, and what the layers between add. */
  readonly bytesWritten: number;
  /** TLS or WebSocket lies between: the socket has more bytes than MQTT. */
  readonly isFramed: boolean;
  /** Ends our side once all is written. */
  end(): void;
  destroy(): void;
  /** Ends the TCP connection by a reset: the broker sees a client that died. */
  reset(): void;
}

export type OpenTransport = (handlers: TransportHandlers) => Transport;

/** How to open connections to an endpoint; plain TCP reads into `buffer`, which a thread may share: reads are synchronous. */
export function openTransport(endpoint: Endpoint, buffer: Uint8Array): OpenTransport {
  switch (endpoint.protocol) {
    case "mqtt":
      return tcpTransport(endpoint, buffer);
    case "mqtts":
      return tlsTransport(endpoint);
    case "ws":
    case "wss":
      return websocketTransport(endpoint);
  }
}
