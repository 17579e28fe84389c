/** Writing and reading a QoS 2 PUBLISH of 64 bytes, in place and with mqtt-packet. */
import { generate, parser } from "mqtt-packet";
import { newPublishView, PublishTemplate, readPublish, writeAcknowledgement } from "../src/mqtt/wire/codec.ts";
import { limitsOfBroker } from "../src/mqtt/wire/header-limits.ts";
import { packetType } from "../src/mqtt/wire/packet-types.ts";
import { PacketScanner } from "../src/mqtt/wire/scanner.ts";
import { repeats } from "./task.ts";
import type { Task } from "./task.ts";

const topicText = "sensors/00001/temperature";
const topic = new TextEncoder().encode(topicText);
const payload = Buffer.alloc(64, 7);

export function codecTasks(): readonly Task[] {
  const template = new PublishTemplate({
    isVersion5: false,
    qos: 2,
    isRetained: false,
    topicBytes: topic.length,
    payload,
  });
  const packet = Buffer.from(template.fill(topic, 7, 1, 1, 1, 1));
  const acknowledgements = new Uint8Array(4 * repeats);
  const view = newPublishView();
  const scanner = new PacketScanner(
    {
      packet: (buffer, start, body, end) => readPublish(buffer, start, body, end, false, view) === undefined,
      malformed: fail,
    },
    limitsOfBroker("3.1.1", 1e6),
  );
  const library = parser({ protocolVersion: 4 });
  library.on("packet", () => undefined);
  return [
    { name: "write a PUBLISH in place", run: () => repeat((n) => void template.fill(topic, n, 1, 2, n, n)) },
    {
      name: "write a PUBLISH with mqtt-packet",
      run: () =>
        repeat((n) => {
          generate({ cmd: "publish", topic: topicText, payload, qos: 2, messageId: n + 1, dup: false, retain: false });
        }),
    },
    { name: "scan and read a PUBLISH in place", run: () => repeat(() => scanner.feed(packet, packet.length)) },
    { name: "read a PUBLISH with mqtt-packet", run: () => repeat(() => void library.parse(packet)) },
    {
      name: "write an acknowledgement in place",
      run: () => repeat((n) => void writeAcknowledgement(acknowledgements, n * 4, packetType.PUBREL, n)),
    },
  ];
}

function repeat(once: (n: number) => void): void {
  for (let n = 0; n < repeats; n += 1) once(n);
}

function fail(problem: string): void {
  throw new Error(problem);
}
