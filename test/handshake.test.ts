/** The handshake matrix, end to end: what a broker does at each step is what the table says. */
import { writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { generate, parser } from "mqtt-packet";
import type { Packet } from "mqtt-packet";
import { expect, test } from "vitest";
import type { HandshakeSection } from "../src/result/loads/handshake.ts";
import type { Trial } from "../src/result/schema.ts";
import { fakeBroker } from "./fake-broker.ts";
import { mqbench, parseResult, temporaryFolder } from "./mqbench.ts";
import { needBroker } from "./needs.ts";

const matrix = `name: handshake
load: { kind: handshake, withhold: 300ms, timeout: 5s, settle: 100ms }
sensors: { count: 3, topic: "h/{id}", payload: 16B }
thresholds: [promisesBroken == 0]
`;

interface Ran {
  readonly code: number | null;
  readonly trial: Trial;
  readonly section: HandshakeSection;
}

async function run(...words: readonly string[]): Promise<Ran> {
  const folder = temporaryFolder();
  const file = join(folder, "handshake.yaml");
  writeFileSync(file, matrix);
  const { code, stdout, stderr } = await mqbench(["run", file, "--out", folder, "--json", ...words]);
  const trial = stdout === "" ? undefined : parseResult(stdout).trials[0];
  if (trial?.load.kind !== "handshake") throw new Error(`no handshake section: ${stderr}`);
  return { code, trial, section: trial.load };
}

const verdicts = ({ rows }: HandshakeSection): readonly string[] =>
  rows.map(({ qos, side, title, verdict, deliveries: { none, once, more } }) =>
    [`QoS ${qos} ${side}, ${title}: ${verdict}`, none, once, more].join(" "),
  );
const level2 = ({ rows }: HandshakeSection): HandshakeSection["rows"] => rows.filter(({ qos }) => qos === 2);

test("the embedded broker: every row, with what was delivered 0, 1 and more times", async () => {
  const { code, section } = await run();
  expect(verdicts(section)).toMatchInlineSnapshot(`
    [
      "QoS 0 publisher, cut before PUBLISH reaches the broker: kept 3 0 0",
      "QoS 1 publisher, cut before PUBLISH reaches the broker: kept 0 3 0",
      "QoS 1 publisher, cut before PUBACK reaches the publisher: kept 0 0 3",
      "QoS 2 publisher, cut before PUBLISH reaches the broker: kept 0 3 0",
      "QoS 2 publisher, cut before PUBREC reaches the publisher: kept 0 3 0",
      "QoS 2 publisher, cut before PUBREL reaches the broker: kept 0 3 0",
      "QoS 2 publisher, cut before PUBCOMP reaches the publisher: kept 0 3 0",
      "QoS 2 publisher, PUBREL withheld, then cut: kept 0 3 0",
      "QoS 0 subscriber, cut before PUBLISH reaches the subscriber: kept 3 0 0",
      "QoS 1 subscriber, cut before PUBLISH reaches the subscriber: kept 0 3 0",
      "QoS 1 subscriber, cut before PUBACK reaches the broker: kept 0 0 3",
      "QoS 1 subscriber, PUBACK withheld, then cut: kept 0 0 3",
      "QoS 2 subscriber, cut before PUBLISH reaches the subscriber: kept 0 3 0",
      "QoS 2 subscriber, cut before PUBREC reaches the broker: kept 0 3 0",
      "QoS 2 subscriber, cut before PUBREL reaches the subscriber: kept 0 3 0",
      "QoS 2 subscriber, cut before PUBCOMP reaches the broker: kept 0 3 0",
      "QoS 2 subscriber, PUBREC withheld, then cut: kept 0 3 0",
      "QoS 2 subscriber, PUBCOMP withheld, then cut: kept 0 3 0",
      "QoS 1 publisher, PUBLISH twice at once: kept 0 0 3",
      "QoS 1 publisher, PUBLISH again after PUBACK: kept 0 0 3",
      "QoS 2 publisher, PUBLISH again after PUBREC: kept 0 3 0",
      "QoS 2 publisher, PUBLISH again after PUBCOMP: kept 0 0 3",
    ]
  `);
  expect(code).toBe(0);
  expect(section.ledger.reconciled).toBe(true);
  // It forwards on PUBLISH.
  const heldBack = section.rows.find(({ fault, step }) => fault === "withheld" && step === "PUBREL");
  expect(heldBack?.deliveredWhileOpen).toBe(3);
  // What it resends lacks the DUP flag: that is said, and one such exchange is kept.
  const row = section.rows.find(({ side, step, qos }) => side === "subscriber" && step === "PUBACK" && qos === 1);
  expect(row).toMatchObject({ publishesResent: 3, withDup: 0, sessionsPresent: 3 });
  expect(row?.packets.map(({ client, direction, packet, isCut }) => [client, direction, packet, isCut])).toContainEqual(
    ["subscriber", "up", expect.stringMatching(/^PUBACK /u), true],
  );
});

test.for(["3.1.1", "5"])(
  "mosquitto, MQTT %s: QoS 2 loses nothing and repeats nothing at any step",
  async (version, context) => {
    await needBroker(context, "mosquitto");
    const { code, section } = await run("--broker", "mosquitto", "--set", `protocol="${version}"`);
    expect(code).toBe(0);
    const singles = level2(section).filter(({ messages }) => messages === 1);
    expect(singles).toHaveLength(12);
    for (const { deliveries, unfinished, remarks } of singles)
      expect({ deliveries, unfinished, remarks }).toEqual({
        deliveries: { none: 0, once: 3, more: 0 },
        unfinished: 0,
        remarks: [],
      });
    expect(section.rows.every(({ resentWhileOpen }) => resentWhileOpen === 0)).toBe(true);
    // It forwards on PUBREL.
    const heldBack = section.rows.find(({ fault, step }) => fault === "withheld" && step === "PUBREL");
    expect(heldBack?.deliveredWhileOpen).toBe(0);
  },
);

test("a broker that forgets sessions and delivers at once breaks its promises, and the exchange is kept", async () => {
  const state: State = { subscribers: new Map(), nextId: 0 };
  const broker = await fakeBroker((socket) => forgetful(socket, state));
  const { code, section } = await run("--broker", broker.url, "--set", "load.timeout=2s");
  expect(code).toBe(3);
  expect(verdicts(section).filter((line) => line.includes("broken"))).toMatchInlineSnapshot(`
    [
      "QoS 2 publisher, cut before PUBREC reaches the publisher: broken 0 0 3",
      "QoS 1 subscriber, cut before PUBLISH reaches the subscriber: broken 3 0 0",
      "QoS 2 subscriber, cut before PUBLISH reaches the subscriber: broken 3 0 0",
      "QoS 2 publisher, PUBLISH again after PUBREC: broken 0 0 3",
    ]
  `);
  const twice = level2(section).find(({ side, step }) => side === "publisher" && step === "PUBREC");
  const published = twice?.packets.filter(({ packet }) => packet.startsWith("PUBLISH")) ?? [];
  // What two connections carry has no order between them.
  const byClient = published.toSorted((a, b) => a.client.localeCompare(b.client));
  // The broker's own identifiers depend on which exchange came first.
  expect(byClient.map(({ client, packet }) => `${client}: ${packet.replace(/ \d+,/u, ",")}`)).toEqual([
    "publisher: PUBLISH, QoS 2",
    "publisher: PUBLISH, QoS 2, DUP",
    "subscriber: PUBLISH, QoS 2",
    "subscriber: PUBLISH, QoS 2",
  ]);
});

test("a broker without QoS 2 is not blamed for it", async () => {
  const state: State = { subscribers: new Map(), nextId: 0 };
  const broker = await fakeBroker((socket) => forgetful(socket, state, 1));
  const { section } = await run("--broker", broker.url, "--set", "load.timeout=1s");
  expect(new Set(level2(section).map(({ verdict }) => verdict))).toEqual(new Set(["not applicable"]));
  expect(level2(section)[0]?.notApplicable).toBe("answered QoS 2 with PUBACK");
});

interface State {
  readonly subscribers: Map<string, Socket>;
  nextId: number;
}

/** Forwards every PUBLISH when it comes, whatever its identifier, to whoever is subscribed now; keeps nothing. */
function forgetful(socket: Socket, state: State, maximumQos: 1 | 2 = 2): void {
  const reader = parser({ protocolVersion: 4 });
  const send = (to: Socket, packet: Packet): void => void to.write(generate(packet));
  reader.on("packet", (packet: Packet) => {
    const messageId = packet.messageId ?? 0;
    switch (packet.cmd) {
      case "connect":
        return send(socket, { cmd: "connack", sessionPresent: false, returnCode: 0 });
      case "subscribe":
        for (const { topic } of packet.subscriptions) state.subscribers.set(topic, socket);
        return send(socket, { cmd: "suback", messageId, granted: packet.subscriptions.map(({ qos }) => qos) });
      case "publish": {
        const to = state.subscribers.get(packet.topic);
        state.nextId += 1;
        if (to !== undefined && !to.destroyed) send(to, { ...packet, messageId: state.nextId, dup: false });
        if (packet.qos === 1 || (packet.qos === 2 && maximumQos === 1)) send(socket, { cmd: "puback", messageId });
        else if (packet.qos === 2) send(socket, { cmd: "pubrec", messageId });
        return undefined;
      }
      case "pubrec":
        return send(socket, { cmd: "pubrel", messageId });
      case "pubrel":
        return send(socket, { cmd: "pubcomp", messageId });
      default:
        return undefined;
    }
  });
  socket.on("data", (chunk) => reader.parse(chunk));
}
