import { expect, test } from "vitest";
import { Recorder } from "../metrics/recorder.ts";
import { loopbackEndpoint } from "../mqtt/endpoint.ts";
import type { TransportHandlers } from "../mqtt/transport.ts";
import { LagProbe } from "./lag-probe.ts";
import { probeBytes, writeStamp } from "./probe-packets.ts";

/** A probe on a transport that this test answers for, and a clock that it sets. */
function rig({ isMeasured = true } = {}) {
  const recorder = new Recorder(1);
  const state = { nowNs: 1e9, sent: 0, isDestroyed: false };
  let handlers: TransportHandlers | undefined;
  const probe = new LagProbe(loopbackEndpoint(1), {
    now: () => state.nowNs,
    phases: { isMeasured: () => isMeasured },
    recorder,
    open: () => (given) => {
      handlers = given;
      return {
        write: (_bytes, length) => {
          state.sent += length;
          return true;
        },
        pendingBytes: 0,
        bytesRead: 0,
        bytesWritten: 0,
        isFramed: false,
        end: () => undefined,
        destroy: () => {
          state.isDestroyed = true;
        },
        reset: () => undefined,
      };
    },
  });
  const answer = (atNs: number): Uint8Array => {
    const bytes = new Uint8Array(probeBytes);
    writeStamp(bytes, atNs);
    return bytes;
  };
  return {
    state,
    probe,
    connected: () => handlers?.connected(),
    read: (bytes: Uint8Array) => handlers?.data(bytes, bytes.length),
    closed: () => handlers?.closed("gone"),
    answer,
    lags: () => recorder.take().histograms.map(({ metric, interval }) => [metric, interval.count, interval.sum]),
  };
}

test("a call asks, the first answer asks at once again, and each has its lag", () => {
  const { state, connected, probe, read, answer, lags } = rig();
  connected();
  expect(state.sent).toBe(0);
  probe.called();
  expect(state.sent).toBe(probeBytes);
  state.nowNs += 300e3;
  read(answer(state.nowNs - 70e3));
  expect(state.sent).toBe(2 * probeBytes);
  state.nowNs += 100e3;
  read(answer(state.nowNs - 20e3));
  expect(state.sent).toBe(2 * probeBytes);
  expect(lags()).toEqual([
    ["readLag", 1, 70e3],
    ["readLagAtWork", 1, 20e3],
  ]);
});

test("what is called before it is connected, or with an answer on its way, asks nothing", () => {
  const { state, connected, probe } = rig();
  probe.called();
  expect(state.sent).toBe(0);
  connected();
  probe.called();
  probe.called();
  expect(state.sent).toBe(probeBytes);
});

test("the next call begins a new exchange", () => {
  const { state, connected, probe, read, answer, lags } = rig();
  connected();
  for (let exchange = 0; exchange < 3; exchange += 1) {
    probe.called();
    for (const packet of [answer(state.nowNs), answer(state.nowNs)]) read(packet);
  }
  expect(state.sent).toBe(6 * probeBytes);
  expect(lags()).toEqual([
    ["readLag", 3, 0],
    ["readLagAtWork", 3, 0],
  ]);
});

test("an answer that comes in pieces is read when its last byte is", () => {
  const { state, connected, probe, read, answer, lags } = rig();
  connected();
  probe.called();
  const bytes = answer(state.nowNs);
  state.nowNs += 10e3;
  read(bytes.subarray(0, 3));
  expect(lags()).toEqual([]);
  state.nowNs += 30e3;
  read(bytes.subarray(3));
  expect(lags()).toEqual([["readLag", 1, 40e3]]);
});

test("what was answered outside measure is no figure", () => {
  const { state, connected, probe, read, answer, lags } = rig({ isMeasured: false });
  connected();
  probe.called();
  read(answer(state.nowNs));
  read(answer(state.nowNs));
  expect(lags()).toEqual([]);
});

test("at the end the connection is cut, unless it is closed already", () => {
  const { state, probe, connected } = rig();
  connected();
  probe.end();
  expect(state.isDestroyed).toBe(true);
  const gone = rig();
  gone.closed();
  gone.probe.end();
  expect(gone.state.isDestroyed).toBe(false);
});
