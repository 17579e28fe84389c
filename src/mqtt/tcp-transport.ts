/**
 * MQTT over plain TCP. While the kernel takes everything at once it is written to directly, without Node's stream machinery, which
 * costs more than a microsecond a write; what the kernel does not take goes through the stream, which waits for it.
 */
import { writeSync } from "node:fs";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { failureInWords } from "./connection-failures.ts";
import type { Endpoint } from "./endpoint.ts";
import type { OpenTransport, Transport, TransportHandlers } from "./transport.ts";

export function tcpTransport({ host, port, localAddress }: Endpoint, buffer: Uint8Array): OpenTransport {
  return (handlers) => {
    const callback = (length: number, shared: Uint8Array): boolean => {
      handlers.data(shared, length);
      return true;
    };
    return new TcpTransport(
      connect({ host, port, localAddress, noDelay: true, onread: { buffer, callback } }),
      handlers,
    );
  };
}

/** Where Node keeps the handle of a socket, null once closed, with its descriptor: not documented, so neither is taken for granted. */
const handleKey = "_handle";

class TcpTransport implements Transport {
  readonly isFramed = false;
  readonly #socket: Socket;
  /** -1: the socket must be written to through its stream. */
  #descriptor = -1;
  #handle: object | null = null;
  /** Written directly. */
  #directBytes = 0;
  /** The stream has bytes that the kernel has not taken; what follows goes behind them. */
  #isQueued = false;

  constructor(socket: Socket, handlers: TransportHandlers) {
    this.#socket = socket;
    let cause = "connection closed by the broker";
    socket.on("connect", () => {
      this.#takeDescriptor();
      handlers.connected();
    });
    socket.on("error", (error) => {
      cause = failureInWords(error);
    });
    socket.on("close", () => handlers.closed(cause));
  }

  write(bytes: Uint8Array, length: number): boolean {
    const taken = this.pendingBytes === 0 ? this.#writeDirectly(bytes, length) : 0;
    if (taken === length) return true;
    this.#socket.write(bytes.subarray(taken, length));
    this.#isQueued = this.#socket.writableLength > 0;
    return !this.#isQueued;
  }

  get pendingBytes(): number {
    if (!this.#isQueued) return 0;
    const pending = this.#socket.writableLength;
    this.#isQueued = pending > 0;
    return pending;
  }

  get bytesRead(): number {
    return this.#socket.bytesRead;
  }

  get bytesWritten(): number {
    return this.#directBytes + this.#socket.bytesWritten;
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** How many bytes the kernel took. */
  #writeDirectly(bytes: Uint8Array, length: number): number {
    // Once the socket has let go of its handle the descriptor may be another connection's.
    if (this.#handle === null || handleOf(this.#socket) !== this.#handle) return 0;
    try {
      const taken = writeSync(this.#descriptor, bytes, 0, length);
      this.#directBytes += taken;
      return taken;
    } catch {
      // Full, or broken: the stream waits for it, or meets the same error and tells.
      return 0;
    }
  }

  #takeDescriptor(): void {
    const handle = handleOf(this.#socket);
    if (handle === null || !("fd" in handle) || typeof handle.fd !== "number" || handle.fd < 0) return;
    this.#descriptor = handle.fd;
    this.#handle = handle;
  }
}

function handleOf(socket: Socket): object | null {
  return hasHandle(socket) ? socket[handleKey] : null;
}

function hasHandle(socket: Socket): socket is Socket & { readonly [handleKey]: object | null } {
  return handleKey in socket && typeof socket[handleKey] === "object";
}
