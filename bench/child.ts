/** A program that a benchmark runs to its end, or ends when it is itself interrupted: it leaves no process behind. */
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
}

/** In a group of its own: a Ctrl-C reaches it once, from here, and it has the time to clear up. Rejects only where it cannot be begun, or was interrupted. */
export async function runToEnd(
  program: string,
  words: readonly string[],
  stop: AbortSignal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Ended> {
  stop.throwIfAborted();
  const child = spawn(program, words, { env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const gone = new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => resolve());
  });
  const end = (): void => void child.kill("SIGTERM");
  stop.addEventListener("abort", end);
  try {
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), gone]);
    stop.throwIfAborted();
    return { stdout, stderr };
  } finally {
    stop.removeEventListener("abort", end);
  }
}
