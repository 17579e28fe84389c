/** What a packet capture says of MQTT connections: packets and bytes by type and direction, the specification's arithmetic apart. */
import type { TestContext } from "vitest";
import { lackingForCapture, readFrames } from "../bench/packet-capture.ts";
import { packetName, packetType } from "../src/mqtt/wire/packet-types.ts";

type Counts = Record<string, { packets: number; bytes: number }>;

export function needCapture(context: TestContext): void {
  const why = lackingForCapture();
  if (why === null) return;
  if (process.env["CI"] !== undefined) throw new Error(why);
  context.skip(why);
}

/** Of the clients of a run, by its prefix, or without an id of their own; mqbench's own connections beside them are left out. */
export async function readWirePackets(
  file: string,
  port: number,
  prefix: string,
): Promise<{ readonly up: Counts; readonly down: Counts }> {
  const fields = ["tcp.stream", "tcp.dstport", "mqtt.clientid", "mqtt.msgtype", "mqtt.len"];
  const frames = await readFrames(file, { port, as: "mqtt", fields }, new AbortController().signal);
  const rows = frames.map((frame) => frame.split("\t"));
  const isOfLoad = (id: string): boolean => id === "" || (id.startsWith(prefix) && /[rs]\d+x\d+$/u.test(id));
  const isConnect = (types = ""): boolean => types.split(",").includes(String(packetType.CONNECT));
  const own = new Set(rows.flatMap(([stream, , id = "", types]) => (isConnect(types) && isOfLoad(id) ? [stream] : [])));
  const counted: { up: Counts; down: Counts } = { up: {}, down: {} };
  for (const [stream, to, , types = "", lengths = ""] of rows) {
    if (!own.has(stream) || types === "") continue;
    const counts = counted[to === String(port) ? "up" : "down"];
    const remaining = lengths.split(",");
    for (const [at, type] of types.split(",").entries()) {
      const length = Number(remaining[at]);
      const count = (counts[packetName(Number(type))] ??= { packets: 0, bytes: 0 });
      count.packets += 1;
      count.bytes += 1 + lengthBytes(length) + length;
    }
  }
  return counted;
}

/** Section 1.5.5. */
function lengthBytes(length: number): number {
  return length < 128 ? 1 : 1 + lengthBytes(Math.floor(length / 128));
}
