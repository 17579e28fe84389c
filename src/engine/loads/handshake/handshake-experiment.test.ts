import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { HandshakeRow } from "../../../result/loads/handshake.ts";
import { fakeSensors } from "../../../scenario/testing/fake-scenario.ts";
import { changesLastByte, ScriptedBroker } from "../../testing/scripted-broker.ts";
import type { Script } from "../../testing/scripted-broker.ts";
import { runSteps } from "../../testing/stepwise-rig.ts";
import { HandshakeExperiment } from "./handshake-experiment.ts";

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

/** Three exchanges a row. */
async function run(script: Partial<Script> = {}, protocol: "3.1.1" | "5" = "3.1.1") {
  const broker = new ScriptedBroker(script, protocol === "5" ? 5 : 4);
  const settings = { kind: "handshake", withholdNs: 300e6, timeoutNs: 2e9, settleNs: 100e6 } as const;
  const load = await runSteps(
    broker,
    { protocol, sensors: [fakeSensors({ count: 3, topic: "h/{id}" })], subscribers: [], load: settings },
    (bench) => new HandshakeExperiment(bench, settings),
  );
  const { section, metrics } = load.found();
  if (section.kind !== "handshake") throw new Error("not a handshake section");
  return { rows: section.rows, metrics, ledger: section.ledger };
}

/** The rows, with in how many exchanges the message was delivered 0, 1 and more times. */
const verdicts = (rows: readonly HandshakeRow[]): readonly string[] =>
  rows.map(({ qos, side, title, verdict, deliveries: { none, once, more } }) =>
    [`QoS ${qos} ${side}, ${title}: ${verdict}`, none, once, more].join(" "),
  );
const broken = (rows: readonly HandshakeRow[]): readonly string[] =>
  verdicts(rows.filter(({ verdict }) => verdict === "broken"));
/** Where PUBREL is withheld: what is passed on before it is told apart. */
const heldBack = (rows: readonly HandshakeRow[]): HandshakeRow | undefined =>
  rows.find(({ fault, step }) => fault === "withheld" && step === "PUBREL");

test("a broker that refuses the subscription has broken no promise, and kept none", async () => {
  const refuses: Script["answer"] = ({ cmd, messageId = 0 }) =>
    cmd === "subscribe" ? [{ cmd: "suback", messageId, granted: [0x80] }] : undefined;
  await expect(run({ answer: refuses })).rejects.toThrow("the subscription to h/1 was refused");
});

test("a broker that alters messages has delivered none: every promise of a delivery is broken", async () => {
  const { rows } = await run({ alters: changesLastByte });
  const due = rows.filter(({ qos }) => qos > 0);
  expect(due.map(({ verdict }) => verdict)).toEqual(due.map(() => "broken"));
  expect(rows.every(({ deliveries: { once, more } }) => once + more === 0)).toBe(true);
});

test.each(["3.1.1", "5"] as const)(
  "MQTT %s: a broker that does as it must keeps the promise in every row",
  async (protocol) => {
    const { rows, metrics, ledger } = await run({}, protocol);
    expect(verdicts(rows)).toMatchInlineSnapshot(`
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
    expect(rows.flatMap(({ remarks }) => remarks)).toEqual([]);
    expect(metrics).toMatchObject({ promisesTested: { value: rows.length }, promisesBroken: { value: 0 } });
    expect(ledger.unreconciledConnections).toBe(0);
  },
);

test.each([
  ["PUBLISH", 3],
  ["PUBREL", 0],
] as const)(
  "a broker that passes a QoS 2 message on at %s: %i are delivered while PUBREL is withheld",
  async (forwardsOn, delivered) => {
    const { rows } = await run({ forwardsOn });
    expect(broken(rows)).toEqual([]);
    expect(heldBack(rows)).toMatchObject({ deliveredWhileOpen: delivered, deliveries: { none: 0, once: 3, more: 0 } });
  },
);

test("a broker that forgets sessions and identifiers breaks its promises, and an exchange of each is kept", async () => {
  const { rows, metrics } = await run({ keepsSessions: false, recognisesRepeats: false });
  expect(broken(rows)).toMatchInlineSnapshot(`
    [
      "QoS 2 publisher, cut before PUBREC reaches the publisher: broken 0 0 3",
      "QoS 1 subscriber, cut before PUBLISH reaches the subscriber: broken 3 0 0",
      "QoS 2 subscriber, cut before PUBLISH reaches the subscriber: broken 3 0 0",
      "QoS 2 publisher, PUBLISH again after PUBREC: broken 0 0 3",
    ]
  `);
  expect(metrics).toMatchObject({ promisesBroken: { value: broken(rows).length } });
  const twice = rows.find(({ qos, side, step }) => qos === 2 && side === "publisher" && step === "PUBREC");
  const published = twice?.packets.filter(({ packet }) => packet.startsWith("PUBLISH")) ?? [];
  // What two connections carry has no order between them.
  const byClient = published.toSorted((a, b) => a.client.localeCompare(b.client));
  expect(byClient.map(({ client, packet }) => `${client}: ${packet.replace(/ \d+,/u, ",")}`)).toEqual([
    "publisher: PUBLISH, QoS 2",
    "publisher: PUBLISH, QoS 2, DUP",
    "subscriber: PUBLISH, QoS 2",
    "subscriber: PUBLISH, QoS 2",
  ]);
});

test("a broker without QoS 2 is not blamed for it", async () => {
  const { rows, metrics } = await run({ maximumQos: 1 });
  const level2 = rows.filter(({ qos }) => qos === 2);
  expect(new Set(level2.map(({ verdict, notApplicable }) => `${verdict}: ${notApplicable}`))).toEqual(
    new Set(["not applicable: answered QoS 2 with PUBACK"]),
  );
  expect(broken(rows)).toEqual([]);
  expect(metrics).toMatchObject({ promisesTested: { value: rows.length - level2.length } });
});

test.each([
  [0, [1, 2]],
  [1, [2]],
] as const)("a broker that grants QoS %i has no broken promise at the levels above", async (most, above) => {
  const { rows } = await run({ grants: most });
  expect(broken(rows)).toEqual([]);
  const left = rows.filter(({ verdict }) => verdict === "not applicable");
  expect(new Set(left.map(({ qos }) => qos))).toEqual(new Set(above));
  expect(new Set(left.map(({ notApplicable }) => notApplicable))).toEqual(
    new Set(above.map((qos) => `grants QoS ${most} where QoS ${qos} is asked for`)),
  );
});

test("a broker that answers no PUBLISH of QoS 2 breaks the promise: that is no level that it does not have", async () => {
  const { rows } = await run({ answer: (packet) => (packet.cmd === "publish" && packet.qos === 2 ? [] : undefined) });
  const level2 = rows.filter(({ qos }) => qos === 2);
  expect(level2.filter(({ verdict }) => verdict === "not applicable")).toEqual([]);
  expect(broken(level2)).toHaveLength(level2.length);
});

test("what is sent again without DUP is said, and is no broken promise", async () => {
  const { rows } = await run({ flagsRepeats: false });
  expect(broken(rows)).toEqual([]);
  const row = rows.find(({ side, step, fault }) => side === "subscriber" && step === "PUBACK" && fault === "cut");
  expect(row).toMatchObject({
    publishesResent: 3,
    withDup: 0,
    sessionsPresent: 3,
    remarks: ["3 of 3 resent without DUP [MQTT-3.3.1-1]"],
  });
  expect(row?.packets.map(({ client, direction, packet, isCut }) => [client, direction, packet, isCut])).toContainEqual(
    ["subscriber", "up", expect.stringMatching(/^PUBACK /u), true],
  );
});
