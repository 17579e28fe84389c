import { expect, test } from "vitest";
import { fakeFleet, fakeFleetResult } from "../../../result/testing/fake-fleet-result.ts";
import { fakeResult, fakeTrial } from "../../../result/testing/fake-result.ts";
import type { RunResult } from "../../../result/schema.ts";
import { tableLines } from "../part.ts";
import { formatCents, priceText } from "./money-words.ts";
import { moneyTables } from "./money-tables.ts";

function textOf(result: RunResult): string {
  return moneyTables(result)
    .map((table) => tableLines(table).join("\n"))
    .join("\n\n");
}

test("a row is a level; below it each figure has its rule, its price and its date, and what a service lacks is said", () => {
  expect(textOf(fakeFleetResult())).toMatchInlineSnapshot(`
    "a month                               qos=0         qos=2
    data plan, no currency stated    363,280.00    451,640.00
    bill, USD                            936.00      no QoS 2
    of the bill, up                      864.00             –
    of the bill, down                     72.00             –
    of the bill, connection                0.00             –
    battery                        0.872 months  0.513 months
    100,000 devices, connected for a month of 30 days, each a message of 64 B every 5 min, a command of 64 B every 60 min, keepalive 60 s, TLS 1.3, no cuts
    where a price falls with the number, up, down and connection share the sum by what each was metered

    the bill, a month                qos=0     qos=2
    messages
      PUBLISH from device, up  864,000,000         –
      PUBLISH to device, down   72,000,000         –
      USD                           936.00         –
    in all, USD                     936.00  no QoS 2
    messages (a message, each 5,000 B of topic and payload): 1.00 USD/1M up to 1,000M, then 0.80 USD/1M
    prices: Example Cloud, Nowhere, read 2026-11: https://example.com/pricing
    of these prices: its free tier is left out

    a device's bytes                            qos=0              qos=2
    payload                            599,040  6.6 %     599,040 5.31 %
    MQTT                               252,720 2.78 %     383,760  3.4 %
    TCP and IP headers                 486,720 5.36 %   1,946,880 17.2 %
    TCP's own ACKs                     486,720 5.36 %     486,720 4.31 %
    TLS records                        205,920 2.27 %     823,680  7.3 %
    keepalive                        7,050,240 77.6 %   7,050,240 62.4 %
    reconnects                               0    0 %           0    0 %
    in all                           9,081,360  100 %  11,290,320  100 %
    of it up                         1,874,880 20.6 %   3,913,920 34.7 %
    down                               156,240 1.72 %     326,160 2.89 %
    connection                       7,050,240 77.6 %   7,050,240 62.4 %
    rounded by the plan                     9,082,000         11,291,000
    a device, no currency stated                 3.63               4.52
    all devices, no currency stated        363,280.00         451,640.00
    data plan, as the scenario states it: 0.40/MB, rounded up to 1,000 B over each connection (1 of a device in the month)
    bytes of one device in a month, both ways, and their share; MQTT is as counted, with this payload; a packet has a segment of its own and 52 B of headers (IPv4, TCP, timestamps), the last of an exchange an ACK of 52 B; TLS 1.3 adds 22 B to each packet; keepalive and reconnects are with all their layers
    no cuts are stated: a device stays connected for the month

    radio, a device's month           qos=0           qos=2
    messages up               8,640 × 3.6 s  8,640 × 15.2 s
    commands down                 720 × 2 s    720 × 15.2 s
    keepalive                34,560 × 3.6 s  34,560 × 3.6 s
    radio on                         43.6 h          74.1 h
    of it keepalive                  79.3 %          46.7 %
    energy                          21.8 Wh           37 Wh
    battery lasts              0.872 months    0.513 months
    a model, not a measurement: the radio is on for wake-up 2 s + round trips × 1.6 s + tail 10 s, and without the tail where the device waits for one answer or none (release assistance), at 0.5 W, from 19 Wh; every parameter is the scenario's. Sleep, sensor, processor and the battery's own losses are left out, and exchanges that overlap are counted one by one
    over TCP an acknowledgement comes back at QoS 0, too: a message up waits for a round trip at least

    why they differ                qos=0     qos=2
    a message up
      metered                 1: PUBLISH  no QoS 2
      packets                          1         4
      bytes, all layers              217       453
      round trips waited for           1         2
    a command down
      metered                 1: PUBLISH  no QoS 2
      packets                          1         4
      bytes, all layers              217       453
      round trips waited for           0         2"
  `);
});

test("each of what is stated stands alone", () => {
  const { tariff: _, radio: __, ...dataOnly } = fakeFleet;
  const cases = fakeResult().cases.map((each) => ({ ...each, fleet: dataOnly }));
  expect(moneyTables(fakeResult({ cases })).map(({ heading }) => heading[0])).toEqual([
    "a month",
    "a device's bytes",
    "why they differ",
  ]);
  expect(moneyTables(fakeResult())).toEqual([]);
});

test("a case without a valid trial, and one whose packets are not as predicted, are named", () => {
  const deviating = fakeTrial(0);
  if (deviating.load.kind !== "steady") throw new Error("not steady");
  const { load } = deviating;
  const trials = [
    { ...deviating, load: { ...load, ledger: { ...load.ledger, agrees: false } } },
    fakeTrial(2, { valid: false }),
  ];
  const remarks = moneyTables(fakeFleetResult({ trials }))[0]?.remarks;
  expect(remarks).toContain("qos=2 has no valid trial, and no figures here");
  expect(remarks).toContain(
    "qos=0: packets were counted that the specification does not predict, and are part of these figures",
  );
});

test.each([
  [0n, "0.00"],
  [5n, "0.05"],
  [128_160n, "1,281.60"],
  [900_719_925_474_099_300n, "9,007,199,254,740,993.00"],
])("%d cents are %s", (cents, text) => {
  expect(formatCents(cents)).toBe(text);
  expect(formatCents(0n, true)).toBe("< 0.01");
});

test.each([
  [{ amount: "0.08", per: 1e6 }, "USD", false, "0.08 USD/1M"],
  [{ amount: "0.40", per: 1e6 }, null, true, "0.40/MB"],
  [{ amount: "0.15", per: 1024 ** 3 }, "USD", true, "0.15 USD/GiB"],
  [{ amount: "0.10", per: 1 }, "EUR", false, "0.10 EUR"],
])("the price %o in %s is told as it was stated", (price, currency, isBytes, text) => {
  expect(priceText(price, currency, isBytes)).toBe(text);
});
