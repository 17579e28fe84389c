import { expect, test } from "vitest";
import { loopbackEndpoint } from "../../mqtt/transport/endpoint.ts";
import { fakeSensors } from "../../scenario/testing/fake-scenario.ts";
import { filterOf, leftWarnings, retainedLeftWarnings } from "./left-retained.ts";

const endpoint = loopbackEndpoint(1884);

test.each([
  ["hold/{id}/{message}", "hold/+/+"],
  ["h/s{id}/t", "h/+/t"],
  ["all/{message}", "all/+"],
])("the topics of %s match %s", (topic, filter) => expect(filterOf(topic)).toBe(filter));

test("retained messages that may be left are told with the command that clears them", () => {
  const scenario = { sensors: [fakeSensors({ topic: "h/{id}/{message}" })] };
  expect(retainedLeftWarnings(scenario, { count: 0, endpoints: [endpoint] })).toEqual([]);
  expect(retainedLeftWarnings(scenario, { count: 1200, endpoints: [endpoint] })).toEqual([
    {
      code: "left-behind",
      text: "up to 1,200 retained messages may be left at the broker, on topics that match h/+/+: clear them (and every other that matches) with: mosquitto_sub -h 127.0.0.1 -p 1884 -t 'h/+/+' -q 1 --retained-only --remove-retained -W 5",
    },
  ]);
});

test("what a load driven step by step may have left is named", () => {
  expect(leftWarnings({ retained: [], sessions: [] }, "interrupted", endpoint)).toEqual([]);
  const texts = leftWarnings({ retained: ["r/1", "r/it's"], sessions: ["a1"] }, null, endpoint).map(({ text }) => text);
  expect(texts).toEqual([
    String.raw`retained messages may be left at the broker (the broker did not answer), on 2 topics (r/1, r/it's): clear them with: mosquitto_sub -h 127.0.0.1 -p 1884 -t 'r/1' -t 'r/it'\''s' -q 1 --retained-only --remove-retained -W 5`,
    "kept sessions may be left at the broker (the broker did not answer), of 1 client (a1): connect with each client id and a clean session to end it",
  ]);
});
