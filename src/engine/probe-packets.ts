/** What goes between a sending thread and the answering process: probes and answers of 8 bytes on TCP, calls for probes as datagrams. */
import type { Endpoint } from "../mqtt/endpoint.ts";

/** Where sending threads find the answering process. */
export interface AnswererAddress {
  readonly endpoint: Endpoint;
  /** UDP: who sends a datagram there is called from then on. */
  readonly callingPort: number;
}

export const probeBytes = 8;
/** Probes after each call, the second as soon as the first is answered: a handshake of QoS 2 has as many. */
export const legs = 2;
/**
 * Calls go to each in turn: it rests in between, as a sensor's does between its messages, and what the kernel and the thread know of it is then in
 * no cache of the processor any more.
 */
export const connectionsOfThread = 16;
/** Two hundred times a second for each sending thread. */
export const meanMsBetweenCalls = 5;

/** Nanoseconds since the trial began. */
export function writeStamp(answer: Uint8Array, ns: number): void {
  new DataView(answer.buffer, answer.byteOffset).setFloat64(0, ns, true);
}

/** Nanoseconds since the trial began. */
export function readStamp(answer: Uint8Array): number {
  return new DataView(answer.buffer, answer.byteOffset).getFloat64(0, true);
}
