/** A mosquitto of the test's own, with the configuration that it is about: mqbench is given its URL. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import type { TestContext } from "vitest";
import { onTestFinished } from "vitest";
import { temporaryFolder } from "./mqbench.ts";
import { needProgram } from "./needs.ts";

interface OwnMosquitto {
  /** It listens. */
  readonly port: number;
  readonly broker: ChildProcess;
}

/** Ends it when the test is over; `lines` follow its only listener, at `host`: an address of this machine. */
export async function startMosquitto(
  context: TestContext,
  lines: readonly string[],
  host = "127.0.0.1",
): Promise<OwnMosquitto> {
  const mosquitto = needProgram(context, "mosquitto");
  const port = await freePort(host);
  const conf = join(temporaryFolder(), "mosquitto.conf");
  writeFileSync(conf, [`listener ${port} ${host}`, "user root", ...lines, ""].join("\n"));
  const broker = spawn(mosquitto, ["-c", conf], { stdio: ["ignore", "ignore", "pipe"] });
  onTestFinished(() => void broker.kill("SIGKILL"));
  let said = "";
  await new Promise<void>((resolve, reject) => {
    // Its first lines come before it listens.
    broker.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (/ running$/mu.test(said)) resolve();
    });
    broker.once("close", () => reject(new Error(`mosquitto ended: ${said}`)));
  });
  return { port, broker };
}

/** A file for mosquitto to read. */
export function fileOf(text: string): string {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, text);
  return file;
}

async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  return address.port;
}
