import { expect, test } from "vitest";
import { Recorder } from "../metrics/recorder.ts";
import { loopbackEndpoint } from "../mqtt/endpoint.ts";
import type { TransportHandlers } from "../mqtt/transport.ts";
import { LagProbe, probeBytes } from "./lag-probe.ts";

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
    new DataView(bytes.buffer).setFloat64(0, atNs, true);
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

test("the lag is from the answer's stamp to its reading", () => {
  const { state, probe, connected, read, answer, lags } = rig();
  connected();
  probe.look(state.nowNs);
  expect(state.sent).toBe(probeBytes);
  state.nowNs += 300e3;
  read(answer(state.nowNs - 70e3));
  expect(lags()).toEqual([["readLag", 1, 70e3]]);
});

test("one probe is on its way at a time, and the next 5 ms after its answer", () => {
  const { state, probe, connected, read, answer } = rig();
  probe.look(state.nowNs);
  expect(state.sent).toBe(0);
  connected();
  probe.look(state.nowNs);
  state.nowNs += 50e6;
  probe.look(state.nowNs);
  expect(state.sent).toBe(probeBytes);
  read(answer(state.nowNs));
  state.nowNs += 4.9e6;
  probe.look(state.nowNs);
  expect(state.sent).toBe(probeBytes);
  state.nowNs += 0.2e6;
  probe.look(state.nowNs);
  expect(state.sent).toBe(2 * probeBytes);
});

test("an answer that comes in pieces is read when its last byte is", () => {
  const { state, probe, connected, read, answer, lags } = rig();
  connected();
  probe.look(state.nowNs);
  const bytes = answer(state.nowNs);
  state.nowNs += 10e3;
  read(bytes.subarray(0, 3));
  expect(lags()).toEqual([]);
  state.nowNs += 30e3;
  read(bytes.subarray(3));
  expect(lags()).toEqual([["readLag", 1, 40e3]]);
});

test("what was answered outside measure is no figure", () => {
  const { state, probe, connected, read, answer, lags } = rig({ isMeasured: false });
  connected();
  probe.look(state.nowNs);
  read(answer(state.nowNs));
  expect(lags()).toEqual([]);
});

test("where the answering process is gone, nothing is sent", () => {
  const { state, probe, connected, closed } = rig();
  connected();
  closed();
  probe.look(state.nowNs);
  expect(state.sent).toBe(0);
  probe.end();
  expect(state.isDestroyed).toBe(false);
});
