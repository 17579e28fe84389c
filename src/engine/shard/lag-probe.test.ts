import { expect, test } from "vitest";
import { ProbeExchanges } from "../../metrics/read-lag/probe-exchanges.ts";
import { Recorder } from "../../metrics/recorder.ts";
import type { MakeClient } from "../../mqtt/client/drivers.ts";
import { InflightTable } from "../../mqtt/client/inflight-table.ts";
import { NativeClient } from "../../mqtt/client/native-client.ts";
import { loopbackEndpoint } from "../../mqtt/transport/endpoint.ts";
import { packetName, packetType } from "../../mqtt/wire/packet-types.ts";
import type { Transport, TransportHandlers } from "../../mqtt/transport/transport.ts";
import { fakeBroker, fakeScenario, fakeSensors } from "../../scenario/testing/fake-scenario.ts";
import { otherCause } from "../../mqtt/wire/cause.ts";
import { LagProbes } from "./lag-probe.ts";
import { clientIdOf } from "../answering/probe-connect.ts";
import { callBytes, hello, probesOfThread, readProbeClientId, writeCall } from "../answering/probe-packets.ts";

interface Connection {
  readonly handlers: TransportHandlers;
  readonly written: Uint8Array[];
  isDestroyed: boolean;
}

interface Options {
  readonly isMeasured: boolean;
  readonly protocol: "3.1.1" | "5";
  readonly instances: number;
}

/** Probes on transports that this test answers for, and a clock that it sets. */
function rig({ isMeasured = true, protocol = "3.1.1", instances = 1 }: Partial<Options> = {}) {
  const recorder = new Recorder(2);
  const state = { nowNs: 1e9 };
  const connections: Connection[] = [];
  const open = () => (handlers: TransportHandlers) => {
    const made: Connection = { handlers, written: [], isDestroyed: false };
    connections.push(made);
    const transport: Transport = {
      write: (bytes, length) => {
        made.written.push(bytes.slice(0, length));
        return true;
      },
      secured: null,
      pendingBytes: 0,
      bytesRead: 0,
      bytesWritten: 0,
      end: () => undefined,
      destroy: () => {
        made.isDestroyed = true;
      },
      reset: () => undefined,
    };
    return transport;
  };
  const scenario = fakeScenario({
    sensors: [fakeSensors({ qos: 1 })],
    subscribers: [],
    protocol,
    broker: fakeBroker({ instances }),
  });
  const task = {
    shard: 7,
    shards: 9,
    scenario,
    prefix: "abcdef",
    runTag: 1,
    routes: [],
    secrets: [],
    sources: [],
    payloads: [],
    answerer: null,
    sameClock: null,
    epoch: 0n,
    epochUs: 0,
  };
  const now = (): number => state.nowNs;
  const phases = { isMeasured: () => isMeasured };
  const makeClient: MakeClient = (context, spec) => new NativeClient(context, spec);
  const beside = new InflightTable(1, 4);
  const probes = new LagProbes(task, loopbackEndpoint(1), { open, makeClient, now, phases, recorder, beside });
  const caller = connections[probesOfThread];
  for (const each of connections) each.handlers.connected();
  const connack = protocol === "5" ? [0x20, 3, 0, 0, 0] : [0x20, 2, 0, 0];
  const read = (connection: Connection | undefined, bytes: readonly number[]): void =>
    connection?.handlers.data(Uint8Array.from(bytes), bytes.length);
  for (const each of connections.slice(0, probesOfThread)) read(each, connack);
  const call = (probe: number, publishNs: number, pubrelNs: number): readonly number[] => {
    const bytes = new Uint8Array(callBytes);
    writeCall(bytes, { probe, publishNs, pubrelNs });
    return [...bytes];
  };
  return {
    state,
    probes,
    connections,
    caller,
    call,
    read,
    lastOf: (probe: number) => connections[probe]?.written.at(-1) ?? new Uint8Array(0),
    beside,
    exchanges: (of: "publishLeg" | "releaseLeg" | "serviceTime") => {
      const exchanges = new ProbeExchanges();
      exchanges.add(recorder.take().probes);
      return exchanges.of(of);
    },
    lags: () => recorder.take().histograms.map(({ metric, interval }) => [metric, interval.count, interval.sum]),
  };
}

/** Type and packet identifier of a PUBLISH with the topic `probe`. */
function identifierOf(publish: Uint8Array): readonly [number, number] {
  return [publish[9] ?? 0, publish[10] ?? 0];
}

/** One exchange of a probe, its answers read so long after their stamps. */
function exchange(
  made: ReturnType<typeof rig>,
  probe: number,
  before: readonly [number, number],
  lagsNs: readonly [number, number],
) {
  const { state, read, caller, call, connections, lastOf } = made;
  read(caller, call(probe, ...before));
  const identifier = identifierOf(lastOf(probe));
  const publishNs = state.nowNs;
  state.nowNs += lagsNs[0];
  read(connections[probe], [0x50, 2, ...identifier]);
  const pubrelNs = state.nowNs;
  state.nowNs += lagsNs[1];
  read(connections[probe], [0x70, 2, ...identifier]);
  return [publishNs, pubrelNs] as const;
}

test.each(["3.1.1", "5"] as const)("each connection says whose it is, MQTT %s", (protocol) => {
  const { connections, caller } = rig({ protocol });
  expect(
    connections
      .slice(0, probesOfThread)
      .map(({ written }) => readProbeClientId(clientIdOf(written[0] ?? new Uint8Array(0)))),
  ).toEqual(Array.from({ length: probesOfThread }, (_, probe) => ({ shard: 7, probe })));
  expect(caller?.written).toEqual([Uint8Array.of(hello, 7)]);
});

test("the probe that is called publishes, and what was stamped of it is told by the next call", () => {
  const made = rig();
  const stamps = exchange(made, 3, [0, 0], [70e3, 20e3]);
  expect(packetName((made.lastOf(3)[0] ?? 0) >> 4)).toBe("PUBREL");
  expect(made.lags()).toEqual([]);
  exchange(made, 4, stamps, [1, 1]);
  expect(made.lags()).toEqual([
    ["readLag", 1, 70e3],
    ["readLagAtWork", 1, 20e3],
  ]);
});

test("of several instances of the broker each has its probes, and all one answering process", () => {
  const made = rig({ instances: 3 });
  exchange(made, 5, exchange(made, 4, [0, 0], [5, 6]), [1, 1]);
  expect(made.lags()).toEqual([
    ["readLag", 1, 5],
    ["readLagAtWork", 1, 6],
  ]);
});

test("a call that comes in pieces is heard with its last byte", () => {
  const { read, caller, call, connections } = rig();
  const bytes = call(0, 0, 0);
  read(caller, bytes.slice(0, 5));
  expect(connections[0]?.written).toHaveLength(1);
  read(caller, bytes.slice(5));
  expect((connections[0]?.written[1]?.[0] ?? 0) >> 4).toBe(packetType.PUBLISH);
});

test("what was answered outside measure is no figure", () => {
  const made = rig({ isMeasured: false });
  exchange(made, 1, exchange(made, 0, [0, 0], [9, 9]), [9, 9]);
  expect(made.lags()).toEqual([]);
});

test("at the end every connection is cut, unless it is closed already", () => {
  const { probes, connections, caller } = rig();
  caller?.handlers.closed(otherCause("gone"));
  probes.end();
  expect(connections.map(({ isDestroyed }) => isDestroyed)).toEqual([
    ...Array.from({ length: probesOfThread }, () => true),
    false,
  ]);
});

test.each([
  ["publishLeg", 70e3, 70e3],
  ["releaseLeg", 20e3, 20e3],
  ["serviceTime", 90e3, 20e3],
] as const)("a time and its lag are kept together, with how many others were in flight: %s", (of, ns, lagNs) => {
  const made = rig();
  made.beside.inflight = 3;
  const stamps = exchange(made, 3, [0, 0], [70e3, 20e3]);
  made.beside.inflight = 0;
  exchange(made, 4, stamps, [1, 1]);
  expect(made.exchanges(of)).toEqual([{ ns, lagNs, others: 3 }]);
});

test("a probe in flight is one of the others of the load's messages", () => {
  const made = rig();
  made.read(made.caller, made.call(2, 0, 0));
  expect(made.beside.beside.inflight).toBe(1);
});
