import { expect, test } from "vitest";
import { usualTls } from "../broker/facts/broker-spec.ts";
import { audiencesOf, matchSensors } from "./audiences.ts";
import { fleetSize, receiversOf, subscriptionsOf } from "./fleet.ts";
import { fakeBroker, fakeScenario, fakeSensors, fakeSubscribers } from "./testing/fake-scenario.ts";

const sensors = [fakeSensors({ count: 4, topic: "t/{id}" })];
const alone = fakeSubscribers({ name: "alone", count: 1, topics: ["t/+"] });
const sharing = fakeSubscribers({ name: "sharing", count: 3, topics: ["t/#"], share: "workers", qos: 1 });

/** The clients of each audience, numbered after the four sensors. */
function membersOf(changes: Parameters<typeof fakeScenario>[0]): readonly (readonly number[])[] {
  return audiencesOf(fakeScenario({ sensors, ...changes })).map(({ members }) =>
    members.map(({ client }) => client - 4),
  );
}

test("the members of a shared subscription are one audience, who subscribes alone is one by itself", () => {
  expect(membersOf({ subscribers: [alone, sharing, alone] })).toEqual([[0], [1, 2, 3], [4]]);
});

test("a message is due once to each audience", () => {
  expect(matchSensors(fakeScenario({ sensors, subscribers: [alone, sharing] }))).toEqual(
    Array.from({ length: 4 }, () => [0, 1]),
  );
});

test("groups of one name and filter share one subscription, another name or filter is another one", () => {
  const more = { ...sharing, count: 1 };
  const subscribers = [more, more, { ...more, share: "others" }, { ...more, topics: ["t/+"] }];
  expect(membersOf({ subscribers })).toEqual([[0, 1], [2], [3]]);
});

test("members whose filters differ by their number share nothing with each other", () => {
  expect(membersOf({ subscribers: [{ ...sharing, topics: ["t/{id}"] }] })).toEqual([[0], [1], [2]]);
});

test("a subscriber with several filters is due what any of them matches, once", () => {
  const several = fakeSubscribers({ topics: ["t/1", "t/3", "t/4"] });
  expect(matchSensors(fakeScenario({ sensors, subscribers: [several, alone] }))).toEqual([[0, 1], [1], [0, 1], [0, 1]]);
});

test("each instance of the broker has a shared subscription of its own", () => {
  const scenario = { broker: fakeBroker({ name: "mosquitto", instances: 2 }), subscribers: [sharing] };
  expect(membersOf(scenario)).toEqual([
    [0, 2, 4],
    [1, 3, 5],
  ]);
  expect(matchSensors(fakeScenario({ sensors, ...scenario }))).toEqual([[0], [1], [0], [1]]);
});

test("a kind of message is published where its device is connected, whichever number it has", () => {
  const device = { name: "plant", carrier: 0 };
  const kinds = ["a", "b"].map((name) => fakeSensors({ name, device, count: 3, topic: "t/{id}" }));
  const broker = fakeBroker({ name: "mosquitto", instances: 2 });
  const scenario = fakeScenario({ broker, sensors: kinds, subscribers: [alone] });
  // The subscriber is whole on each instance: the first copy has what devices 0 and 2 send, of either kind.
  expect(matchSensors(scenario)).toEqual([[0], [1], [0], [0], [1], [0]]);
  expect(fleetSize(scenario)).toEqual({ sensors: 3, subscribers: 2 });
  expect(receiversOf(scenario).map(({ client }) => client)).toEqual([3, 4]);
});

test("the nodes of one broker have each group of subscribers once, spread over them, and each message goes to all that match", () => {
  const of = {
    tls: usualTls,
    ca: null,
    cert: null,
    key: null,
    serverName: null,
    alpn: [],
    headers: {},
    isVerified: true,
    metricsUrls: [],
    pids: [],
  };
  const broker = { kind: "url", urls: ["mqtt://a", "mqtt://b"], isCluster: true, ...of } as const;
  const scenario = { broker, subscribers: [{ ...alone, count: 2 }, sharing] };
  expect(membersOf(scenario)).toEqual([[0], [1], [2, 3, 4]]);
  const made = fakeScenario({ sensors, ...scenario });
  expect(receiversOf(made).map(({ instance }) => instance)).toEqual([0, 1, 0, 1, 0]);
  expect(matchSensors(made)).toEqual(Array.from({ length: 4 }, () => [0, 1, 2]));
  expect(fleetSize(made)).toEqual({ sensors: 4, subscribers: 5 });
  expect(fleetSize({ ...made, broker: { ...broker, isCluster: false } }).subscribers).toBe(10);
});

test("what a member subscribes to begins with $share and the name", () => {
  expect([null, "workers"].flatMap((share) => subscriptionsOf({ filters: ["t/#"], share }))).toEqual([
    "t/#",
    "$share/workers/t/#",
  ]);
});
