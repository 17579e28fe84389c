/** A byte stream to the broker, over whatever its URL says. */
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import type { Cause } from "../wire/cause.ts";
import type { Secured } from "./secured.ts";

export interface TransportHandlers {
  connected(): void;
  /** The buffer is shared by all connections of the thread: it is the caller's again when this returns. */
  data(buffer: Uint8Array, length: number): void;
  /** Comes exactly once, last. */
  closed(cause: Cause): void;
}

export interface Transport {
  /** Writes bytes[0, length). False: the socket could not hand it to the kernel at once and keeps the memory until it has. */
  write(bytes: Uint8Array, length: number): boolean;
  /** Bytes accepted by `write` that the kernel has not taken. */
  readonly pendingBytes: number;
  /** Bytes that the TCP socket has read. */
  readonly bytesRead: number;
  /** Bytes that the TCP socket has written: everything accepted by `write`, and what the layers between add. */
  readonly bytesWritten: number;
  /** What TLS came to, once connected; null: it is not encrypted. */
  readonly secured: Secured | null;
  /** Ends our side once all is written. */
  end(): void;
  destroy(): void;
  /** Ends the TCP connection by a reset: the broker sees a client that died. */
  reset(): void;
}

export type OpenTransport = (handlers: TransportHandlers) => Transport;

/** A connection as a Node stream, for a client that brings its own reading and writing. */
export interface OpenStream {
  /** MQTT's bytes. */
  readonly stream: Duplex;
  /** Whose counters tell the bytes of the wire. */
  readonly tcp: Socket;
  /** The same socket, where it is encrypted; null: it is not. */
  readonly tls: TLSSocket | null;
}
