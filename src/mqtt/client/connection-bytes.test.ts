import { generate } from "mqtt-packet";
import { expect, it } from "vitest";
import { connack5, connect, rig } from "../testing/fake-rig.ts";
import { down, outside, readLedger, up } from "../wire/ledger.ts";

const message = [0x34, 6, 0, 1, 97, 0, 7, 33];

function sum(writes: readonly Uint8Array[]): number {
  return writes.reduce((bytes, { length }) => bytes + length, 0);
}

it("counts in its codec the bytes that the socket carried, in both directions", () => {
  const { client, transport } = connected();
  client.publish(0, 0, 1);
  transport.receive(0x50, 2, 0, 1, ...message);
  transport.receive(0x70, 2, 0, 1, 0x62, 2, 0, 7);
  client.sweep(1e15);
  client.disconnect();
  const socketUp = sum(transport.writes);
  transport.close("connection closed by the broker");
  // CONNACK 4; PUBREC 4, PUBLISH 8; PUBCOMP 4, PUBREL 4.
  const socketDown = 24;
  // CONNECT 17; PUBLISH 25; PUBREL and PUBREC 4 each; PUBCOMP 4; PINGREQ 2; DISCONNECT 2.
  expect(socketUp).toBe(58);
  expect(client.bytes).toEqual({ codecUp: 58, codecDown: socketDown, socketUp, socketDown, unreconciled: 0 });
});

it("adds up the bytes of all its connections", () => {
  const made = connected();
  made.transport.close("cut");
  connect(made);
  made.transport.close("cut");
  expect(made.client.bytes).toEqual({ codecUp: 34, codecDown: 8, socketUp: 34, socketDown: 8, unreconciled: 0 });
});

it("counts nothing of a connection before it ends", () => {
  expect(connected().client.bytes).toEqual({ codecUp: 0, codecDown: 0, socketUp: 0, socketDown: 0, unreconciled: 0 });
});

it("says of a connection whose codec and socket do not agree that they do not", () => {
  const { client, transport } = connected();
  // Half a packet: the socket read it, the codec has not seen a packet.
  transport.receive(0x30, 9, 0);
  transport.close("cut");
  expect(client.bytes).toEqual({ codecUp: 17, codecDown: 4, socketUp: 17, socketDown: 7, unreconciled: 1 });
});

it("puts connecting, pings and the end into the account of what belongs to no message", () => {
  const { client, transport, ledger } = connected();
  client.sweep(1e15);
  transport.receive(0xd0, 0);
  client.disconnect();
  expect([readLedger(ledger, outside, up), readLedger(ledger, outside, down)]).toEqual([
    {
      CONNECT: { packets: 1, bytes: 17 },
      PINGREQ: { packets: 1, bytes: 2 },
      DISCONNECT: { packets: 1, bytes: 2 },
    },
    { CONNACK: { packets: 1, bytes: 4 }, PINGRESP: { packets: 1, bytes: 2 } },
  ]);
});

it("puts every packet of a message's exchange into the message's account", () => {
  const { client, transport, ledger } = connected();
  client.publish(0, 0, 1);
  transport.receive(0x50, 2, 0, 1, ...message);
  transport.receive(0x70, 2, 0, 1, 0x62, 2, 0, 7);
  const four = { packets: 1, bytes: 4 };
  expect([readLedger(ledger, 1, up), readLedger(ledger, 1, down)]).toEqual([
    { PUBLISH: { packets: 1, bytes: 25 }, PUBREL: four, PUBREC: four, PUBCOMP: four },
    { PUBREC: four, PUBLISH: { packets: 1, bytes: 8 }, PUBCOMP: four, PUBREL: four },
  ]);
});

it("counts an acknowledgement with reason and properties at its real length", () => {
  const made = rig({ protocol: "5" }, 1);
  connect(made, ...connack5({}));
  made.client.publish(0, 0, 1);
  const properties = { reasonString: "nobody listens" };
  const puback = generate({ cmd: "puback", messageId: 1, reasonCode: 0x10, properties }, { protocolVersion: 5 });
  made.transport.receive(...puback);
  expect(readLedger(made.ledger, 1, down)).toEqual({ PUBACK: { packets: 1, bytes: puback.length } });
  expect(puback.length).toBeGreaterThan(6);
});

it("puts a PUBREL for an identifier it does not know, and its answer, into no message's account", () => {
  const { transport, ledger } = connected();
  transport.receive(0x62, 2, 0, 99);
  expect([readLedger(ledger, 1, up), readLedger(ledger, 1, down)]).toEqual([{}, {}]);
  expect([readLedger(ledger, outside, up), readLedger(ledger, outside, down)]).toMatchObject([
    { PUBCOMP: { packets: 1, bytes: 4 } },
    { PUBREL: { packets: 1, bytes: 4 } },
  ]);
});

it("only counts what still comes after our DISCONNECT", () => {
  const { client, transport, ledger, log } = connected();
  client.disconnect();
  transport.receive(0x30, 3, 0, 1, 97);
  expect(readLedger(ledger, outside, down)).toEqual({
    CONNACK: { packets: 1, bytes: 4 },
    PUBLISH: { packets: 1, bytes: 5 },
  });
  expect(log).toEqual(["opened"]);
});

function connected() {
  const made = rig();
  connect(made);
  return made;
}
