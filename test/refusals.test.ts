/** What a broker refuses is told by packet, code, words, count and first clients: on either driver, on both versions, on a real broker. */
import type { Packet } from "mqtt-packet";
import type { TestContext } from "vitest";
import { describe, expect, test } from "vitest";
import { fakeBroker, speakMqtt } from "./fake-broker.ts";
import { mqbench, parseResult, temporaryFolder, tiny, value } from "./mqbench.ts";
import { fileOf, startMosquitto } from "./mosquitto.ts";
import { needProgram } from "./needs.ts";

const properties = { reasonString: "not you\u001B[2J" };

/** Refuses the sensor t/1 its messages, the subscriber its filter, and the last sensor its connection. */
function refusing(version: 4 | 5): (packet: Packet) => readonly Packet[] | undefined {
  const messageId = (packet: { readonly messageId?: number }): number => packet.messageId ?? 0;
  return (packet) => {
    if (packet.cmd === "connect" && packet.clientId.endsWith("s0x10"))
      return [
        {
          cmd: "connack",
          sessionPresent: false,
          ...(version === 5 ? { reasonCode: 0x87, properties } : { returnCode: 5 }),
        },
      ];
    if (packet.cmd === "connect" && version === 5) return [{ cmd: "connack", sessionPresent: false, reasonCode: 0 }];
    if (packet.cmd === "subscribe")
      return [{ cmd: "suback", messageId: messageId(packet), granted: [version === 5 ? 0x87 : 0x80] }];
    if (packet.cmd !== "publish" || version === 4 || !/^t\/0*1$/u.test(packet.topic)) return undefined;
    const refusal = { messageId: messageId(packet), properties };
    if (packet.qos === 1) return [{ cmd: "puback", reasonCode: 0x87, ...refusal }];
    return packet.qos === 2 ? [{ cmd: "pubrec", reasonCode: 0x97, ...refusal }] : undefined;
  };
}

async function runAt(url: string, ...sets: readonly string[]) {
  const { stdout, code } = await mqbench(
    ["run", tiny, "--broker", url, "--out", temporaryFolder(), "--json"].concat(
      sets.flatMap((each) => ["--set", each]),
    ),
  );
  const result = parseResult(stdout);
  return { result, code, refusals: result.trials[0]?.refusals ?? [] };
}

/** Of a run with a case for each QoS: the place of its trial, and what it was refused. */
function atQos({ result }: Awaited<ReturnType<typeof runAt>>, qos: number) {
  const trial = result.trials.findIndex(({ case: id }) => id === `qos=${qos}`);
  return { result, trial, refusals: result.trials[trial]?.refusals ?? [] };
}

describe.each(["native", "mqttjs"])("with the client %s", (client) => {
  let ran: ReturnType<typeof runAt> | undefined;

  async function runMqtt5() {
    const { url } = await fakeBroker((socket) => speakMqtt(socket, refusing(5), 5));
    return await runAt(url, "sweep.qos=[1, 2]", "protocol=5", `client=${client}`);
  }

  test.each([
    [1, { code: 0x87, name: "not authorized" }],
    [2, { code: 0x97, name: "quota exceeded" }],
  ])("MQTT 5, QoS %s: CONNECT, SUBSCRIBE and PUBLISH", async (qos, published) => {
    const { refusals, result, trial } = atQos(await (ran ??= runMqtt5()), qos);
    const reason = String.raw`not you\u001b[2J`;
    expect(refusals).toEqual([
      { packet: "CONNECT", code: 0x87, name: "not authorized", reason, count: 1, clients: ["s0x10"] },
      { packet: "SUBSCRIBE", code: 0x87, name: "not authorized", reason: null, count: 1, clients: ["r0x1"] },
      { packet: "PUBLISH", ...published, reason, count: expect.any(Number), clients: ["s0x1"] },
    ]);
    expect(refusals.at(-1)?.count).toBeGreaterThanOrEqual(value(result, trial, "refused"));
    expect(value(result, trial, "refused")).toBeGreaterThan(0);
  });

  test("MQTT 3.1.1: the return codes of CONNACK and SUBACK", async () => {
    const { url } = await fakeBroker((socket) => speakMqtt(socket, refusing(4)));
    const { refusals } = await runAt(url, `client=${client}`);
    expect(refusals).toEqual([
      { packet: "CONNECT", code: 5, name: "not authorized", reason: null, count: 1, clients: ["s0x10"] },
      { packet: "SUBSCRIBE", code: 0x80, name: "failure", reason: null, count: 1, clients: ["r0x1"] },
    ]);
  });
});

test("a first connection that is refused is told with the broker's words", async () => {
  const { url } = await fakeBroker((socket) =>
    speakMqtt(
      socket,
      (packet) =>
        packet.cmd === "connect"
          ? [{ cmd: "connack", sessionPresent: false, reasonCode: 0x97, properties }]
          : undefined,
      5,
    ),
  );
  const { code, stderr } = await mqbench([
    "run",
    tiny,
    "--broker",
    url,
    "--set",
    "protocol=5",
    "--out",
    temporaryFolder(),
  ]);
  expect(code).toBe(4);
  expect(stderr).toContain(String.raw`quota exceeded (0x97), in its own words: not you\u001b[2J`);
});

describe("mosquitto with an access list that allows nothing of the sensors", () => {
  let ran: ReturnType<typeof runAt> | undefined;

  async function runMqtt5(context: TestContext) {
    return await runAt(await startRefusing(context), "sweep.qos=[1, 2]", "protocol=5");
  }

  test.for([1, 2])("refuses every PUBLISH of MQTT 5 at QoS %s", async (qos, context) => {
    const { refusals, result, trial } = atQos(await (ran ??= runMqtt5(context)), qos);
    expect(value(result, trial, "refused")).toBe(value(result, trial, "sent"));
    expect(refusals).toMatchObject([{ packet: "PUBLISH", code: 0x87, name: "not authorized", reason: null }]);
    expect(refusals[0]?.count).toBeGreaterThanOrEqual(value(result, trial, "sent"));
    expect(refusals[0]?.clients).toHaveLength(3);
  });

  test("cannot refuse one of MQTT 3.1.1: it acknowledges, and delivers nothing", async (context) => {
    const url = await startRefusing(context);
    const { refusals, result } = await runAt(url);
    expect(refusals).toEqual([]);
    expect([value(result, 0, "acknowledged"), value(result, 0, "delivered")]).toEqual([value(result, 0, "sent"), 0]);
  });

  test("closes what is beyond max_connections without a code: they failed, and nothing was refused", async (context) => {
    const url = await startRefusing(context, "max_connections 5");
    const { refusals, result } = await runAt(url, "protocol=5");
    const { sensors, subscribers } = result.trials[0] ?? {};
    const failed = [...Object.values(sensors?.failed ?? {}), ...Object.values(subscribers?.failed ?? {})];
    const sum = failed.reduce((total, count) => total + count, 0);
    // mosquitto lets in a few more than it says.
    expect(sum).toBeGreaterThan(0);
    expect(sum + value(result, 0, "connected")).toBe(11);
    expect(refusals.filter(({ packet }) => packet === "CONNECT")).toEqual([]);
  });
});

// Of a PUBLISH at QoS 2 mosquitto does not say so.
test.for(["native", "mqttjs"])(
  "what mosquitto accepts for nobody is told, and is no refusal: %s",
  async (client, context) => {
    needProgram(context, "mosquitto");
    const sets = ["protocol=5", "qos=1", `client=${client}`].flatMap((each) => ["--set", each]);
    const { stdout } = await mqbench(
      ["run", "test/fixtures/strict.yaml", "--broker", "mosquitto", "--json", "--out", temporaryFolder()].concat(sets),
    );
    const result = parseResult(stdout);
    const { noSubscribers, refusals, warnings = [] } = result.trials[0] ?? {};
    expect(refusals).toBeUndefined();
    expect(value(result, 0, "acknowledged")).toBe(value(result, 0, "sent"));
    expect(noSubscribers?.count).toBeGreaterThanOrEqual(value(result, 0, "sent"));
    expect(noSubscribers?.clients).toHaveLength(3);
    expect(warnings.map(({ code }) => code)).toContain("no-subscribers");
  },
);

async function startRefusing(context: TestContext, ...more: readonly string[]): Promise<string> {
  const acl = fileOf("topic readwrite nothing/of/these\n");
  const { port } = await startMosquitto(context, ["allow_anonymous true", `acl_file ${acl}`, ...more]);
  return `mqtt://127.0.0.1:${port}`;
}
