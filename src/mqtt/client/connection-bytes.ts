/** Bytes of a client's connections, by our codec and by their sockets: the two must agree. */
import { protocols } from "../transport/protocols.ts";
import type { Protocol } from "../transport/protocols.ts";

/** Over all connections of a client that have ended. */
export interface ConnectionBytes {
  codecUp: number;
  codecDown: number;
  socketUp: number;
  socketDown: number;
  /** Connections whose codec and socket did not agree when they closed. */
  unreconciled: number;
}

export function noBytes(): ConnectionBytes {
  return { codecUp: 0, codecDown: 0, socketUp: 0, socketDown: 0, unreconciled: 0 };
}

/** What a connection that has ended wrote and read. */
interface EndedConnection {
  readonly codecUp: number;
  readonly codecDown: number;
  readonly socket: { readonly bytesWritten: number; readonly bytesRead: number };
  readonly protocol: Protocol;
}

export function addEnded(bytes: ConnectionBytes, { codecUp, codecDown, socket, protocol }: EndedConnection): void {
  const { bytesWritten, bytesRead } = socket;
  bytes.codecUp += codecUp;
  bytes.codecDown += codecDown;
  bytes.socketUp += bytesWritten;
  bytes.socketDown += bytesRead;
  const agrees = bytesWritten === codecUp && bytesRead === codecDown;
  if (!protocols[protocol].isFramed && !agrees) bytes.unreconciled += 1;
}
