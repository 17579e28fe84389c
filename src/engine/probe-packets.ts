/** What goes between a sending thread and the answering process: 8 bytes each way. */

export const probeBytes = 8;
/** Probes after each call, the second as soon as the first is answered: a handshake of QoS 2 has as many. */
export const legs = 2;
/**
 * Each connection rests between its calls, as a sensor's does between its messages: what the kernel and the thread know of it is then in no cache
 * of the processor any more.
 */
export const connectionsOfThread = 16;
/** All connections of a sending thread together: two hundred times a second. */
export const meanMsBetweenCalls = 5 * connectionsOfThread;

/** As a time: no answer, but a call for probes. */
const call = Number.NaN;

export function callPacket(): Uint8Array {
  const packet = new Uint8Array(probeBytes);
  writeStamp(packet, call);
  return packet;
}

/** Nanoseconds since the trial began. */
export function writeStamp(answer: Uint8Array, ns: number): void {
  new DataView(answer.buffer, answer.byteOffset).setFloat64(0, ns, true);
}

/** Nanoseconds since the trial began; null: it is a call for probes. */
export function readStamp(answer: Uint8Array): number | null {
  const ns = new DataView(answer.buffer, answer.byteOffset).getFloat64(0, true);
  return Number.isNaN(ns) ? null : ns;
}
