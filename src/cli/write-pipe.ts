/** Writes to a named pipe, which without a reader would be waited for without end. */
import { closeSync, constants, openSync, writeSync } from "node:fs";
import { MqbenchError } from "../errors.ts";

/** Between two looks at whether a reader has made room. */
const pollMs = 10;

/** Throws where nobody reads it. A reader that takes its time is waited for, as it is by a shell's own pipes. */
export function writePipe(path: string, text: string): void {
  const pipe = openPipe(path);
  try {
    const bytes = Buffer.from(text);
    let written = 0;
    while (written < bytes.length) written += writeSome(pipe, bytes.subarray(written));
  } finally {
    closeSync(pipe);
  }
}

function openPipe(path: string): number {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (cause) {
    if (codeOf(cause) !== "ENXIO") throw cause;
    throw new MqbenchError("usage", `the report cannot be written to ${path}: nothing reads this pipe`, {
      hint: "start what reads it first, or name a file",
      cause,
    });
  }
}

function writeSome(pipe: number, bytes: Uint8Array): number {
  try {
    return writeSync(pipe, bytes);
  } catch (error) {
    if (codeOf(error) !== "EAGAIN") throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pollMs);
    return 0;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
