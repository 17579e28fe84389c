/** Reads a file that a user named, to its end: one that has none, or that nobody writes, is told instead of waited for. */
import { formatCount } from "./format.ts";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** How long a pipe is waited for that nobody has opened to write. */
const writerWithinMs = 2000;
const lookAgainMs = 20;
const chunkBytes = 65_536;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** What came through pipes, by name: it comes once. */
const piped = new Map<string, Uint8Array>();

/**
 * Its bytes, of a regular file or a pipe, whose writer may take its time; of what is longer than `most`, `most` + 1 of them. Throws what the
 * system says, or what it is instead of a file.
 */
export function readGivenFile(path: string, most: number): Uint8Array {
  const known = piped.get(path);
  if (known !== undefined) return known;
  // Opening a pipe waits for a writer otherwise, for ever where none comes.
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const status = fstatSync(descriptor);
    if (status.isDirectory()) throw new Error(`${path} is a folder`);
    if (!status.isFile() && !status.isFIFO()) throw new Error(`${path} is neither a file nor a pipe`);
    const bytes = readToEnd(descriptor, most + 1, status.isFIFO());
    if (bytes === undefined) throw new Error(`${path} is a pipe that nobody writes to`);
    if (status.isFIFO()) piped.set(path, bytes);
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

/** As text; throws where it is longer than `most` bytes. */
export function readGivenText(path: string, most: number): string {
  const bytes = readGivenFile(path, most);
  if (bytes.length > most) throw new Error(`${path} has more than ${formatCount(most)} bytes`);
  return new TextDecoder().decode(bytes);
}

/** undefined: nobody opened the pipe to write. */
function readToEnd(descriptor: number, most: number, isPipe: boolean): Uint8Array | undefined {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let hasBegun = !isPipe;
  for (let waitedMs = 0; length < most;) {
    const chunk = new Uint8Array(Math.min(chunkBytes, most - length));
    const read = readSome(descriptor, chunk);
    if (read === 0 && hasBegun) break;
    if (read === 0 && waitedMs >= writerWithinMs) return undefined;
    hasBegun ||= read !== 0;
    if (read === null || read === 0) {
      Atomics.wait(sleeper, 0, 0, lookAgainMs);
      waitedMs += lookAgainMs;
    } else {
      chunks.push(chunk.subarray(0, read));
      length += read;
    }
  }
  return Buffer.concat(chunks);
}

/** null: a writer is there, and has written nothing yet; 0: none is. */
function readSome(descriptor: number, into: Uint8Array): number | null {
  try {
    return readSync(descriptor, into);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EAGAIN") return null;
    throw error;
  }
}
