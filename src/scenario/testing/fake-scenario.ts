/** A resolved scenario for tests: 2 sensors, a message a second each, one subscriber to all of them, QoS 0. */
import { managedByName } from "../../broker/facts/broker-spec.ts";
import type { ManagedSpec } from "../../broker/facts/broker-spec.ts";
import { noIdentity } from "../devices/identity.ts";
import type { ResolvedCase } from "../planning/plan.ts";
import type { Scenario } from "../scenario.ts";
import type { SensorGroup, SubscriberGroup } from "../base.ts";

export function fakeSensors(changes: Partial<SensorGroup> = {}): SensorGroup {
  return {
    name: "sensors",
    count: 2,
    qos: 0,
    identity: noIdentity,
    devices: null,
    tls: null,
    topic: "sensors/{id}",
    payload: { bytes: 64, file: null, template: null },
    retain: false,
    schedule: { kind: "even", periodNs: 1e9 },
    window: 10,
    listen: null,
    link: null,
    ...changes,
  };
}

export function fakeSubscribers(changes: Partial<SubscriberGroup> = {}): SubscriberGroup {
  const identified = { identity: noIdentity, devices: null, tls: null };
  return {
    name: "subscribers",
    count: 1,
    ...identified,
    topics: ["sensors/+"],
    qos: 0,
    subscriptionId: null,
    share: null,
    leave: null,
    link: null,
    ...changes,
  };
}

export function fakeBroker(changes: Partial<ManagedSpec> = {}): ManagedSpec {
  return { ...managedByName("embedded"), ...changes };
}

export function fakeScenario(changes: Partial<Scenario> = {}): Scenario {
  return {
    name: "fake",
    description: null,
    broker: fakeBroker(),
    protocol: "3.1.1",
    client: "native",
    pacing: "economical",
    load: { kind: "steady" },
    sensors: [fakeSensors()],
    subscribers: [fakeSubscribers()],
    connect: { ratePerSecond: 1000, timeoutNs: 10e9, atLeastShare: 0.99, from: [] },
    keepaliveSeconds: 60,
    fleet: null,
    brokerRestart: null,
    session: { clean: true, reconnect: null },
    phases: { warmupNs: 5e9, measureNs: 30e9, drainNs: 10e9 },
    trials: 1,
    seed: 1,
    workers: { count: null, as: null },
    thresholds: [],
    ...changes,
  };
}

export function fakeCase(changes: Partial<Scenario> = {}, id = ""): ResolvedCase {
  return { id, axes: {}, scenario: fakeScenario(changes) };
}
