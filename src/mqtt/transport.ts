/** A byte stream to the broker, and the one over TCP. */
import { connect } from "node:net";
import type { Endpoint } from "./endpoint.ts";

export interface TransportHandlers {
  connected(): void;
  /** The buffer is shared by all connections of the thread: it is the caller's again when this returns. */
  data(buffer: Uint8Array, length: number): void;
  /** Comes exactly once, last. */
  closed(cause: string): void;
}

export interface Transport {
  /** False: the socket could not hand it to the kernel at once and keeps the memory until it has. */
  write(bytes: Uint8Array): boolean;
  /** Bytes accepted by `write` that the kernel has not taken. */
  readonly pendingBytes: number;
  readonly bytesRead: number;
  /** Everything accepted by `write`. */
  readonly bytesWritten: number;
  /** Ends our side once all is written. */
  end(): void;
  destroy(): void;
}

export type OpenTransport = (handlers: TransportHandlers) => Transport;

const causes: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused: nothing listens there",
  ECONNRESET: "connection reset by the broker",
  EPIPE: "connection closed by the broker while writing",
  ETIMEDOUT: "connection timed out",
  EHOSTUNREACH: "host unreachable",
  ENETUNREACH: "network unreachable",
  EADDRNOTAVAIL: "no source port left: see mqbench plan",
  EMFILE: "no file descriptor left: see mqbench plan",
  ENOTFOUND: "host name not found",
};

/** How to open connections to an endpoint; all of them read into `buffer`, which a thread may share: reads are synchronous. */
export function openTransport({ host, port }: Endpoint, buffer: Uint8Array): OpenTransport {
  return tcpTransport({ host, port, buffer });
}

function tcpTransport(options: {
  readonly host: string;
  readonly port: number;
  readonly buffer: Uint8Array;
}): OpenTransport {
  return (handlers) => {
    let cause = "connection closed by the broker";
    const socket = connect({
      host: options.host,
      port: options.port,
      noDelay: true,
      onread: {
        buffer: options.buffer,
        callback: (length, buffer) => {
          handlers.data(buffer, length);
          return true;
        },
      },
    });
    socket.on("connect", () => handlers.connected());
    socket.on("error", (error: NodeJS.ErrnoException) => {
      cause = causes[error.code ?? ""] ?? error.message;
    });
    socket.on("close", () => handlers.closed(cause));
    return {
      write(bytes) {
        socket.write(bytes);
        return socket.writableLength === 0;
      },
      get pendingBytes() {
        return socket.writableLength;
      },
      get bytesRead() {
        return socket.bytesRead;
      },
      get bytesWritten() {
        return socket.bytesWritten;
      },
      end: () => void socket.end(),
      destroy: () => void socket.destroy(),
    };
  };
}
