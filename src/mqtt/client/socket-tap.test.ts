import { Socket } from "node:net";
import { Duplex } from "node:stream";
import { expect, test } from "vitest";
import { Ledger } from "../wire/ledger.ts";
import { loopbackEndpoint } from "../transport/endpoint.ts";
import { limitsOfBroker } from "../wire/header-limits.ts";
import { packetType } from "../wire/packet-types.ts";
import { SocketTap } from "./socket-tap.ts";

/** A tap on a stream, and what it told: packets as they were written, bytes as they were handed over. */
function tapped() {
  const stream = new Duplex({
    read: () => undefined,
    write: (_chunk, _encoding, done) => done(),
    writev: (_chunks, done) => done(),
  });
  const told: string[] = [];
  const tap = new SocketTap(
    // The socket's own counters are asked only at its end.
    { stream, tcp: new Socket(), tls: null },
    {
      endpoint: loopbackEndpoint(1883),
      ledger: new Ledger(1),
      limits: limitsOfBroker("3.1.1", 1000),
      protocol: "3.1.1",
      now: () => 7,
    },
    {
      sent: (type) => {
        const name = type === packetType.PINGREQ ? "PINGREQ" : String(type);
        told.push(`${name} written`);
        tap.whenHanded((nowNs) => told.push(`${name} handed over at ${nowNs}`));
        return 0;
      },
      read: () => 0,
      malformed: (problem) => told.push(problem),
    },
  );
  return { stream, told, tap };
}

const pingreq = Buffer.from([0xc0, 0]);

test("what is written to a corked stream is handed over when it is uncorked", () => {
  const { stream, told } = tapped();
  stream.cork();
  stream.write(pingreq.subarray(0, 1));
  stream.write(pingreq.subarray(1));
  stream.write(pingreq);
  expect(told).toEqual(["PINGREQ written", "PINGREQ written"]);
  stream.uncork();
  expect(told.slice(2)).toEqual(["PINGREQ handed over at 7", "PINGREQ handed over at 7"]);
});

test("what is written to a free stream is handed over at once", () => {
  const { stream, told } = tapped();
  stream.write(pingreq);
  expect(told).toEqual(["PINGREQ written", "PINGREQ handed over at 7"]);
});

test("what is written to a stream that has ended is counted on both sides", () => {
  const { stream, tap } = tapped();
  stream.on("error", () => undefined);
  stream.end();
  stream.write(pingreq);
  const bytes = { codecUp: 0, codecDown: 0, socketUp: 0, socketDown: 0, unreconciled: 0 };
  tap.settle(bytes);
  expect(bytes).toMatchObject({ codecUp: 2, socketUp: 2, unreconciled: 0 });
});

test("what the stream never hands over has its time when the connection ends", () => {
  const { stream, told, tap } = tapped();
  stream.cork();
  stream.write(pingreq);
  tap.settle({ codecUp: 0, codecDown: 0, socketUp: 0, socketDown: 0, unreconciled: 0 });
  expect(told).toEqual(["PINGREQ written", "PINGREQ handed over at 7"]);
});
