import { describe, expect, test } from "vitest";
import type { Fleet } from "../../result/schema.ts";
import type { TariffRule } from "../../result/sections/fleet-section.ts";
import { readService } from "../../scenario/money/service-files.ts";
import { billOf, priced } from "./bill.ts";
import type { BilledRule } from "./bill.ts";
import type { Exchange } from "./exchanges.ts";

const aws = readService("aws-iot-core")?.tariff;
if (!aws) throw new Error("the prices of aws-iot-core are not there");

/** AWS's own example: 100,000 devices in Europe (Ireland), each 325 messages of 1 KB a day, for 30 days. */
const published: Fleet = { devices: 100_000, periodNs: 86_400e9 / 325, payloadBytes: 1000, keepaliveSeconds: 60 };
const messagesAMonth = 325 * 30;

/** What a message, or a command, takes of packets at a level. */
function exchange(kind: "message" | "command", qos: 0 | 1, perMonth: number, contentBytes = 1000): Exchange {
  const publish = { PUBLISH: { packets: 1, bytes: contentBytes + 4 + 2 * qos } };
  const answer = qos === 0 ? {} : { PUBACK: { packets: 1, bytes: 4 } };
  const sides = kind === "message" ? { up: publish, down: answer } : { up: answer, down: publish };
  return {
    ...sides,
    kind,
    perMonth,
    contentBytes,
    payloadBytes: 950,
    bareBytes: 52,
    handshakeBytes: 0,
    roundTrips: qos,
  };
}

function cents(bill: readonly BilledRule[]): readonly bigint[] {
  return bill.map((each) => each.cents);
}

describe("AWS IoT Core", () => {
  test("charges its own published example to the cent, at QoS 0 and 1 alike: $345.60 and $975.00", () => {
    for (const qos of [0, 1] as const) {
      const bill = billOf(aws.rules, published, [exchange("message", qos, messagesAMonth)]);
      expect(bill.map(({ count }) => count)).toEqual([4_320_000_000, 975_000_000]);
      expect(cents(bill)).toEqual([34_560n, 97_500n]);
    }
  });

  test("meters a message each five minutes as 864 M up, and as 1,728 M down at QoS 1", () => {
    const count = (kind: "message" | "command", qos: 0 | 1): number | undefined =>
      billOf(aws.rules, published, [exchange(kind, qos, 8640)])[1]?.count;
    expect([count("message", 0), count("message", 1)]).toEqual([864e6, 864e6]);
    expect([count("command", 0), count("command", 1)]).toEqual([864e6, 1728e6]);
  });

  test.each([
    [4999, 1],
    [5000, 1],
    [5001, 2],
    [128_000, 26],
  ])("meters topic and payload of %d bytes as %d", (contentBytes, steps) => {
    const [, messages] = billOf(aws.rules, published, [exchange("message", 0, 1, contentBytes)]);
    expect(messages?.count).toBe(100_000 * steps);
  });

  test("meters a retained PUBLISH once more, and CONNECT of a reconnect, and never a ping", () => {
    const isRetained = { ...published, isRetained: true };
    const ping = { ...exchange("message", 0, 100), kind: "ping" as const, up: { PINGREQ: { packets: 1, bytes: 2 } } };
    const connect = { CONNECT: { packets: 1, bytes: 30 } };
    const reconnect = { ...exchange("message", 0, 2), kind: "reconnect" as const, up: connect };
    const [, messages] = billOf(aws.rules, isRetained, [exchange("message", 0, 10), ping, reconnect]);
    expect(messages?.metered).toEqual([
      { what: "PUBLISH from device", purpose: "up", count: 1_000_000 },
      { what: "PUBLISH retained", purpose: "up", count: 1_000_000 },
      { what: "CONNECT from device", purpose: "connection", count: 200_000 },
    ]);
  });

  test("charges less from the thousandth million on, and up and down share the sum", () => {
    const [, messages] = billOf(aws.rules, published, [exchange("message", 1, 8640), exchange("command", 1, 8640)]);
    // 2,592 M: 1,000 M at 1.00, and 1,592 M at 0.80.
    expect(messages?.cents).toBe(227_360n);
    const { up = 0n, down = 0n, connection = 1n } = messages?.shares ?? {};
    expect([up, down, connection]).toEqual([75_787n, 151_573n, 0n]);
  });
});

const own: TariffRule = {
  name: "own",
  per: "device",
  stepBytes: null,
  size: "packet",
  layer: "wire",
  meters: {},
  prices: [{ upTo: null, amount: "0.10", per: 1 }],
};

test("a rule may be for devices, for operations of whole packets, or for bytes of a layer", () => {
  const message = exchange("message", 1, 10);
  const operations: TariffRule = {
    ...own,
    per: "operation",
    stepBytes: 500,
    meters: { PUBLISH: "both", PUBACK: "both" },
  };
  const bytes: TariffRule = { ...own, per: "byte", prices: [{ upTo: null, amount: "0.15", per: 1e9 }] };
  const bill = billOf([own, operations, { ...bytes, layer: "mqtt" }, bytes], published, [message]);
  // 1,006 B are three steps of 500, and the PUBACK is one; 1,010 B of MQTT, and three segments of 52 B.
  expect(bill.map(({ count }) => count)).toEqual([100_000, 4_000_000, 1_010_000_000, 1_166_000_000]);
  expect(cents(bill)).toEqual([1_000_000n, 40_000_000n, 15n, 17n]);
});

test("tiers are paid one after the other, to their ends", () => {
  const prices = [
    { upTo: 10, amount: "0", per: 1 },
    { upTo: 20, amount: "1", per: 1 },
    { upTo: null, amount: "0.5", per: 1 },
  ];
  const units = (count: number): number => Number(priced({ prices }, count)) / 1e12;
  expect([0, 10, 11, 20, 22].map(units)).toEqual([0, 0, 1, 10, 11]);
});
