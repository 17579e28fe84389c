import { closedByBroker } from "../wire/cause.ts";
import { describe, expect, it } from "vitest";
import { connect, openRig, publish } from "../testing/fake-rig.ts";

/** PUBLISH at QoS 1 or 2 to topic t, empty payload. */
function delivery(qos: 1 | 2, packetId: number): readonly number[] {
  return [0x30 | (qos << 1), 5, 0, 1, 0x74, 0, packetId];
}

describe("an answer withheld", () => {
  it("PUBACK waits, the oldest is sent first, and what comes later waits too", () => {
    const { client, transport, written } = openRig();
    client.withhold("PUBACK");
    transport.receive(...delivery(1, 7), ...delivery(1, 8));
    expect([client.withheld, written()]).toEqual([2, []]);
    client.release(1);
    expect([client.withheld, written()]).toEqual([1, ["40020007"]]);
    transport.receive(...delivery(1, 9));
    expect([client.withheld, written()]).toEqual([2, []]);
  });

  it("PUBREC keeps the message unreleased, and the exchange goes on once it is sent", () => {
    const { client, transport, written } = openRig();
    client.withhold("PUBREC");
    transport.receive(...delivery(2, 7));
    expect([client.withheld, client.inflightIn, written()]).toEqual([1, 1, []]);
    client.release(5);
    transport.receive(0x62, 2, 0, 7);
    expect([client.withheld, client.inflightIn, written()]).toEqual([0, 0, ["50020007", "70020007"]]);
  });

  it("PUBCOMP waits after the message was released", () => {
    const { client, transport, written } = openRig();
    client.withhold("PUBCOMP");
    transport.receive(...delivery(2, 7));
    transport.receive(0x62, 2, 0, 7);
    expect([client.withheld, client.inflightIn, written()]).toEqual([1, 0, ["50020007"]]);
    client.release(1);
    expect(written()).toEqual(["70020007"]);
  });

  it("PUBREL keeps the sender's message in flight until it is sent and answered", () => {
    const { client, transport, log, written } = openRig();
    client.withhold("PUBREL");
    publish(client, 2);
    written();
    transport.receive(0x50, 2, 0, 1, 0x50, 2, 0, 2);
    expect([client.withheld, client.inflightOut, written()]).toEqual([2, 2, []]);
    client.release(1);
    expect(written()).toEqual(["62020001"]);
    transport.receive(0x70, 2, 0, 1);
    expect([client.withheld, client.inflightOut, log]).toEqual([1, 1, ["acknowledged"]]);
  });

  it("other answers do not wait", () => {
    const { client, transport, written } = openRig();
    client.withhold("PUBACK");
    transport.receive(...delivery(2, 7));
    expect([client.withheld, written()]).toEqual([0, ["50020007"]]);
  });

  it("is forgotten with its connection: the broker sends again what it still waits for", () => {
    const made = openRig({ isCleanSession: false });
    made.client.withhold("PUBACK");
    made.transport.receive(...delivery(1, 7));
    made.transport.handlers?.closed(closedByBroker);
    connect(made, 0x20, 2, 1, 0);
    expect(made.client.withheld).toBe(0);
  });
});

it("a client that leaves may keep its session in version 5", () => {
  const kept = openRig({ protocol: "3.1.1", isCleanSession: false });
  kept.client.disconnect(true);
  expect(kept.written()).toEqual(["e000"]);
});
