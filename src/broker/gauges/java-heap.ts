/** The heap of a Java machine of the same user, without Java's tools: through the socket by which they attach. */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const timeoutMs = 10_000;
const retryMs = 20;
const longestAnswer = 65_536;

/** Bytes of heap in use after a collection, to the KB. Rejects with words. */
export async function collectedHeapBytes(pid: number): Promise<number> {
  const socket = await attachSocket(pid);
  await ask(socket, ["jcmd", "GC.run"]);
  const text = await ask(socket, ["jcmd", "GC.heap_info"]);
  const kilobytes = Number(/heap\s+total \d+K, used (\d+)K/u.exec(text)?.[1]);
  if (!Number.isSafeInteger(kilobytes)) throw new Error(`expected the heap in use, got ${JSON.stringify(text)}`);
  return kilobytes * 1024;
}

/** The machine opens it when it finds a file of that name at SIGQUIT. */
async function attachSocket(pid: number): Promise<string> {
  const path = `/tmp/.java_pid${pid}`;
  if (existsSync(path)) return path;
  const request = `/proc/${pid}/cwd/.attach_pid${pid}`;
  writeFileSync(request, "");
  try {
    process.kill(pid, "SIGQUIT");
    const until = performance.now() + timeoutMs;
    while (!existsSync(path)) {
      if (performance.now() > until) throw new Error("it opens no attach socket");
      await sleep(retryMs);
    }
  } finally {
    rmSync(request, { force: true });
  }
  return path;
}

/** Protocol 1: a command and three arguments, each ended by a zero byte. */
async function ask(path: string, [command, argument]: readonly [string, string]): Promise<string> {
  return await new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(path, () => socket.write(`1\0${command}\0${argument}\0\0\0`));
    socket.setEncoding("utf8");
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
    socket.on("data", (part: string) => {
      text += part;
      if (text.length > longestAnswer) socket.destroy(new Error(`an answer of more than ${longestAnswer} bytes`));
    });
    socket.on("error", reject);
    // The first line is its status.
    socket.on("close", () => (text.startsWith("0\n") ? resolve(text) : reject(new Error(`refused: ${text.trim()}`))));
  });
}
