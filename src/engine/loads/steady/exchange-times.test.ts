import { expect, test } from "vitest";
import { Recorder } from "../../../metrics/recorder.ts";
import { InflightTable } from "../../../mqtt/client/inflight-table.ts";
import { ExchangeTimes } from "./exchange-times.ts";

/** A message of QoS 2: PUBREC was read after 100 ns, PUBREL left at 110, PUBCOMP was read at 300; then so many others were in flight. */
function exchange(receivedAmong: number, others: number, beside = 0, qos: 1 | 2 = 2, account = 1) {
  const recorder = new Recorder(2);
  const table = new InflightTable(1, 1);
  const times = new ExchangeTimes(recorder, table);
  table.receivedNs[0] = 100;
  table.receivedAmong[0] = receivedAmong;
  table.releasedNs[0] = 110;
  table.inflight = others;
  table.beside = { inflight: beside };
  times.acknowledged(account, qos, 0, 300);
  return Object.fromEntries(recorder.take().histograms.map(({ metric, interval }) => [metric, interval.sum]));
}

const all = { serviceTime: 300, publishLatency: 300, publishLeg: 100, turnaround: 10, releaseLeg: 190 };

test("what is read alone is in no crowd", () => {
  expect(exchange(0, 0)).toEqual(all);
});

test("each answer counts by the messages that were in flight when it was read, those of probes among them", () => {
  expect(exchange(1, 0)).toEqual({ ...all, publishLegAmong1: 100 });
  expect(exchange(0, 1, 1)).toEqual({ ...all, serviceTimeAmong2: 300, releaseLegAmong2: 190 });
  expect(exchange(0, 500)).toEqual({ ...all, serviceTimeAmong3: 300, releaseLegAmong3: 190 });
});

test("at QoS 1 there is one answer", () => {
  const { publishLatency } = all;
  const whole = { serviceTime: 300, publishLatency, publishLeg: 300 };
  expect(exchange(0, 0, 1, 1)).toEqual({ ...whole, serviceTimeAmong1: 300, publishLegAmong1: 300 });
});

test("messages outside of measure are forgotten", () => {
  expect(exchange(2, 2, 0, 2, 0)).toEqual({});
});
