import fc from "fast-check";
import { expect, test } from "vitest";
import { fakeBroker, fakeScenario, fakeSensors, fakeSubscribers } from "../../../scenario/testing/fake-scenario.ts";
import { clientsOfOneShard, connectionsOfOneBroker } from "../../../scenario/planning/placement.ts";
import { membersOf } from "./members.ts";

test("every client lives on exactly one shard, none has more than was planned for, and no broker has", () => {
  const numbers = fc.integer({ min: 1, max: 30 });
  fc.assert(
    fc.property(numbers, numbers, numbers, numbers, (sensors, subscribers, instances, shards) => {
      const scenario = fakeScenario({
        broker: fakeBroker({ instances }),
        sensors: [fakeSensors({ count: sensors })],
        subscribers: [fakeSubscribers({ count: subscribers })],
      });
      const parts = Array.from({ length: shards }, (_, shard) => membersOf(scenario, "abcdef", shard, shards));
      const clients = parts.flat().map(({ client }) => client);
      expect(clients.toSorted((a, b) => a - b)).toEqual([...Array(sensors + subscribers * instances).keys()]);
      expect(Math.max(...parts.map(({ length }) => length))).toBeLessThanOrEqual(clientsOfOneShard(scenario, shards));
      const byBroker = Array.from({ length: instances }, (_, at) =>
        parts.flat().filter(({ instance }) => instance === at),
      );
      expect(Math.max(...byBroker.map(({ length }) => length))).toBeLessThanOrEqual(connectionsOfOneBroker(scenario));
    }),
  );
});

test("each shard has sensors on every broker, so that a burst of one shard is spread", () => {
  const scenario = fakeScenario({ broker: fakeBroker({ instances: 3 }), sensors: [fakeSensors({ count: 18 })] });
  const instances = membersOf(scenario, "abcdef", 0, 3).flatMap(({ role, instance }) =>
    role === "sensor" ? [instance] : [],
  );
  expect(instances).toEqual([0, 1, 2, 0, 1, 2]);
});
