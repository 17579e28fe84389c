/**
 * MQTT over plain TCP. While the kernel takes everything at once it is written to directly, without Node's stream machinery, which
 * costs more than a microsecond a write; what the kernel does not take goes through the stream, which waits for it.
 */
import { writeSync } from "node:fs";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { closedByBroker } from "../wire/cause.ts";
import { failureOf } from "./connection-failures.ts";
import type { Endpoint } from "./endpoint.ts";
import type { OpenStream, OpenTransport, Transport, TransportHandlers } from "./transport.ts";

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

/** As MQTT.js connects: Nagle's algorithm holds back what is written while something is not acknowledged by TCP. */
export function tcpStream({ host, port, localAddress }: Endpoint): () => OpenStream {
  return () => {
    const tcp = connect({ host, port, localAddress, noDelay: false });
    return { stream: tcp, tcp, tls: null };
  };
}

/** Where Node keeps the handle of a socket, null once closed: not documented, so neither it nor its descriptor is taken for granted. */
const handleKey = "_handle";

/** -1 as soon as it is being closed: the system may then give the descriptor to another connection. */
export interface Handle {
  readonly fd: number;
}

class TcpTransport implements Transport {
  readonly secured = null;
  readonly #socket: Socket;
  /** null: the socket must be written to through its stream. */
  #handle: Handle | null = null;
  /** Written directly. */
  #directBytes = 0;
  /** Handed to the stream. */
  #streamBytes = 0;
  /** Of these, handed to it when it had ended. */
  #droppedBytes = 0;
  /** The stream has bytes that the kernel has not taken; what follows goes behind them. */
  #isQueued = false;

  constructor(socket: Socket, handlers: TransportHandlers) {
    this.#socket = socket;
    let cause = closedByBroker;
    socket.on("connect", () => {
      this.#handle = handleOf(socket);
      handlers.connected();
    });
    socket.on("error", (error) => {
      cause = failureOf(error);
    });
    socket.on("close", () => handlers.closed(cause));
  }

  write(bytes: Uint8Array, length: number): boolean {
    const taken = this.pendingBytes === 0 ? this.#writeDirectly(bytes, length) : 0;
    if (taken === length) return true;
    this.#streamBytes += length - taken;
    if (this.#socket.writableEnded) this.#droppedBytes += length - taken;
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
    return this.#directBytes + writtenBy(this.#socket, this.#streamBytes, this.#droppedBytes);
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
    const taken = writeTo(this.#handle, bytes, length);
    this.#directBytes += taken;
    return taken;
  }
}

/**
 * Bytes that a socket has accepted of those handed to it: one that broke has forgotten what it had not written yet, or was handed since.
 * `dropped`: of these, handed when it had ended, as Node has it do by itself when the other side has; it counts none of them.
 */
export function writtenBy(socket: Socket, handed: number, dropped: number): number {
  const { bytesWritten, destroyed, writableFinished } = socket;
  const written = destroyed && !writableFinished ? Math.max(bytesWritten, handed - dropped) : bytesWritten;
  return written + dropped;
}

/** How many bytes the kernel took; 0 where the connection is closed. */
function writeTo(handle: Handle | null, bytes: Uint8Array, length: number): number {
  // Asked of the handle each time, which is cheaper than of the socket: 10,000 sockets are more shapes than V8 keeps apart.
  const descriptor = handle?.fd ?? -1;
  if (descriptor < 0) return 0;
  try {
    return writeSync(descriptor, bytes, 0, length);
  } catch {
    // Full, or broken: the stream waits for it, or meets the same error and tells.
    return 0;
  }
}

/** null: it has none, or no descriptor. */
export function handleOf(socket: Socket): Handle | null {
  if (!(handleKey in socket)) return null;
  const handle = socket[handleKey];
  return typeof handle === "object" && handle !== null && hasDescriptor(handle) ? handle : null;
}

function hasDescriptor(handle: object): handle is Handle {
  return "fd" in handle && typeof handle.fd === "number";
}

/** From now on what reads or writes its descriptor waits in the kernel, and nothing else reads it. False: it cannot be had. */
export function makeBlocking(handle: Handle): boolean {
  if (!("readStop" in handle) || typeof handle.readStop !== "function") return false;
  if (!("setBlocking" in handle) || typeof handle.setBlocking !== "function") return false;
  return handle.readStop() === 0 && handle.setBlocking(true) === 0;
}
