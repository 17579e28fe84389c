/** The first 16 bytes of a payload: which message of which sensor it is, and when it was due. */

/** The identity: run tag (2), sensor (4), sequence (4), intended time in µs since the trial began (6), big-endian. */
export const identityBytes = 16;

const twoTo32 = 2 ** 32;

/** Writes the identity at `at`; the intended time is a whole number of µs below 2^48. */
export function writeIdentity(
  buffer: Uint8Array,
  at: number,
  runTag: number,
  sensor: number,
  sequence: number,
  intendedUs: number,
): void {
  buffer[at] = runTag >>> 8;
  buffer[at + 1] = runTag;
  writeUint32(buffer, at + 2, sensor);
  writeUint32(buffer, at + 6, sequence);
  const high = Math.floor(intendedUs / twoTo32);
  buffer[at + 10] = high >>> 8;
  buffer[at + 11] = high;
  writeUint32(buffer, at + 12, intendedUs - high * twoTo32);
}

export function readRunTag(buffer: Uint8Array, at: number): number {
  return ((buffer[at] ?? 0) << 8) | (buffer[at + 1] ?? 0);
}

export function readSensor(buffer: Uint8Array, at: number): number {
  return readUint32(buffer, at + 2);
}

export function readSequence(buffer: Uint8Array, at: number): number {
  return readUint32(buffer, at + 6);
}

export function readIntendedUs(buffer: Uint8Array, at: number): number {
  const high = ((buffer[at + 10] ?? 0) << 8) | (buffer[at + 11] ?? 0);
  return high * twoTo32 + readUint32(buffer, at + 12);
}

/** Seeded bytes that do not compress: what follows the identity, or all of a payload too short for one. */
export function fillSeeded(bytes: Uint8Array, seed: number): void {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  for (let at = 0; at < bytes.length; at += 1) {
    // xorshift32 (Marsaglia). Any fixed generator will do; it only has to be the same everywhere.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    bytes[at] = state >>> 24;
  }
}

function writeUint32(buffer: Uint8Array, at: number, value: number): void {
  buffer[at] = value >>> 24;
  buffer[at + 1] = value >>> 16;
  buffer[at + 2] = value >>> 8;
  buffer[at + 3] = value;
}

function readUint32(buffer: Uint8Array, at: number): number {
  return (
    (((buffer[at] ?? 0) << 24) |
      ((buffer[at + 1] ?? 0) << 16) |
      ((buffer[at + 2] ?? 0) << 8) |
      (buffer[at + 3] ?? 0)) >>>
    0
  );
}
