/** What the answering process tells a sending thread beside MQTT: which probe is to publish, and when the last one was answered. */

/** Probes of one sending thread. Each rests between its messages, as a sensor does, and what the kernel and V8 know of it cools. */
export const probesOfThread = 16;
/** Bytes that the calling connection begins with: one that begins no packet of MQTT, then the shard. */
export const helloBytes = 2;
export const hello = 0;
/** Shards that one answering process tells apart: a byte has no room for more. An agent hosts fewer, whichever numbers they have. */
export const shardsOfAnswerer = 256;
export const callBytes = 24;

export interface Call {
  /** Which probe is to publish now. */
  readonly probe: number;
  /** When the PUBLISH of the last one was answered, nanoseconds since the trial began; 0: none was. */
  readonly publishNs: number;
  /** When its PUBREL was. */
  readonly pubrelNs: number;
}

/** Written into the first bytes. */
export function writeCall(bytes: Uint8Array, { probe, publishNs, pubrelNs }: Call): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(0, probe, true);
  view.setFloat64(8, publishNs, true);
  view.setFloat64(16, pubrelNs, true);
}

export function readCall(bytes: Uint8Array): Call {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { probe: view.getUint32(0, true), publishNs: view.getFloat64(8, true), pubrelNs: view.getFloat64(16, true) };
}

/** The shard is in it, and the probe's number. */
export function probeClientId(shard: number, probe: number): string {
  return `probe${shard}x${probe}`;
}

/** undefined: it is no probe's. */
export function readProbeClientId(text: string): { readonly shard: number; readonly probe: number } | undefined {
  const [, shard, probe] = /probe(\d+)x(\d+)$/u.exec(text) ?? [];
  return shard === undefined || probe === undefined ? undefined : { shard: Number(shard), probe: Number(probe) };
}
