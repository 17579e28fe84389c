/** A broker that is any program: started and ended by mqbench, and never another one that listens there. */
import { createServer } from "node:net";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { mqbench, parseResult, temporaryFolder, value } from "./mqbench.ts";
import { needProgram } from "./needs.ts";

/** A port that nobody listens on, and the server that held it. */
async function heldPort(): Promise<{ readonly port: number; readonly server: ReturnType<typeof createServer> }> {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  return { port: address.port, server };
}

function scenario(folder: string, port: number): string {
  const file = join(folder, "mine.yaml");
  writeFileSync(join(folder, "mine.conf"), `listener ${port} 127.0.0.1\nallow_anonymous true\nuser root\n`);
  writeFileSync(
    file,
    `name: mine
broker: { command: [sh, -c, "touch {folder}/here && exec mosquitto -c mine.conf"], url: "mqtt://127.0.0.1:${port}" }
qos: 1
sensors: { count: 3, every: 100ms }
subscribers: { topic: sensors/+ }
phases: { warmup: 100ms, measure: 500ms, drain: 5s }
`,
  );
  return file;
}

test("a command is started in the scenario's folder, measured as a broker, and gone with its folder", async (context) => {
  needProgram(context, "mosquitto");
  const { port, server } = await heldPort();
  await once(server.close(), "close");
  const folder = temporaryFolder();
  const env = { TMPDIR: folder };
  const { stdout, stderr } = await mqbench(["run", scenario(folder, port), "--out", folder, "--json"], env);
  if (stdout === "") throw new Error(stderr);
  const result = parseResult(stdout);
  expect(value(result, 0, "lost")).toBe(0);
  expect(value(result, 0, "delivered")).toBe(15);
  expect(value(result, 0, "brokerRssPeak")).toBeGreaterThan(0);
  expect(result.trials[0]?.broker.name).toBe("sh");
  expect(result.trials[0]?.ownTraffic?.["start"]?.up["CONNECT"]?.packets).toBeGreaterThan(0);
  expect(readdirSync(folder).filter((name) => name.startsWith("mqbench-command-"))).toEqual([]);
  // Nobody listens any more.
  const again = createServer().listen(port, "127.0.0.1");
  await once(again, "listening");
  again.close();
});

test("what listens at the port already is not taken for the command's broker", async (context) => {
  needProgram(context, "mosquitto");
  const { port } = await heldPort();
  const folder = temporaryFolder();
  const { code, stderr } = await mqbench(["run", scenario(folder, port), "--out", folder]);
  expect(stderr).toContain(`error: something listens at port ${port} already: sh is to listen there`);
  expect(code).toBe(2);
});
