/** Retained messages of an experiment that is interrupted at a broker that goes on. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Packet } from "mqtt-packet";
import { expect, test, vi } from "vitest";
import { fakeBroker, speakMqtt } from "./fake-broker.ts";
import { savedResult, startMqbench, temporaryFolder } from "./mqbench.ts";
import { patience } from "./processes.ts";

/** Keeps what is retained; from a while on it may answer nothing any more. */
async function retaining() {
  const retained = new Set<string>();
  const broker = { answers: true };
  const keep = (packet: Packet): readonly Packet[] | undefined => {
    if (packet.cmd !== "publish" || !packet.retain) return undefined;
    if (!broker.answers) return [];
    if (packet.payload.length > 0) retained.add(packet.topic);
    else retained.delete(packet.topic);
    return undefined;
  };
  const { url } = await fakeBroker((socket) => speakMqtt(socket, keep));
  return { url, retained, broker };
}

function holdRetained(url: string, out: string) {
  const file = join(out, "hold.yaml");
  const load = "load: { kind: hold, step: retained, levels: [0, 40], settle: 60s, sample: 1ms, timeout: 60s }";
  writeFileSync(file, `name: hold\nqos: 1\n${load}\nsensors: { count: 4, topic: "h/{id}", payload: 16B, window: 1 }\n`);
  return startMqbench(["run", file, "--broker", url, "--out", out]);
}

test("Ctrl-C clears what the hold experiment retained", async () => {
  const { url, retained } = await retaining();
  const out = temporaryFolder();
  const running = holdRetained(url, out);
  await vi.waitFor(() => expect(retained.size).toBe(40), patience);
  running.child.kill("SIGINT");
  expect((await running.ended).code).toBe(130);
  expect([...retained]).toEqual([]);
  expect(savedResult(out).trials[0]?.warnings.map(({ code }) => code)).not.toContain("left-behind");
});

test("what a broker does not let clear is told, with the command that does", async () => {
  const { url, retained, broker } = await retaining();
  const out = temporaryFolder();
  const running = holdRetained(url, out);
  await vi.waitFor(() => expect(retained.size).toBe(40), patience);
  broker.answers = false;
  running.child.kill("SIGINT");
  const { code, stdout } = await running.ended;
  expect(code).toBe(130);
  expect(stdout).toMatch(
    /warning: up to \d+ retained messages may be left at the broker, on topics that match h\/\+\/\+/u,
  );
});
