import { expect, test } from "vitest";
import { fakeResult } from "../result/fake-result.ts";
import { renderFleet } from "./fleet-text.ts";
import { renderMarkdown } from "./markdown.ts";

const stating = fakeResult({ scenario: { name: "fake", fleet: { devices: 10_000 } } });

test("a stated fleet has a table: a figure a level, and what it was reckoned from", () => {
  expect(renderFleet(stating).flat().join("\n")).toMatchInlineSnapshot(`
    "the fleet: 10,000 devices, a message of 200 B every 5 min, keepalive 60 s
                                  qos=0    qos=2   reckoned from
    a device, a month
    MQTT                        1.97 MB  2.09 MB   8,640 messages × bytes counted on the sensor's hop, with this payload
    MQTT and keepalive          2.11 MB  2.23 MB   34,560 pings × 4 B more
    with TCP and IP headers     2.87 MB  4.34 MB   52 B more for each packet, and for an acknowledgement of the last
    with headers and keepalive   8.4 MB  9.87 MB   34,560 pings × (4 B + 3 segments × 52 B) more
    the broker
    CPU, cores                    0.002  0.00433   CPU a message as measured × 33.3 messages/s, deliveries as in the scenario
    memory                            –        –   needs the result of scenarios/idle-connections.yaml on this broker beside this one"
  `);
});

test("without one the table is left to the HTML report", () => {
  expect(renderFleet(fakeResult())).toEqual([]);
  expect(renderMarkdown([fakeResult()])).not.toContain("the fleet");
});

test("in Markdown it is folded", () => {
  expect(renderMarkdown([stating])).toMatch(
    /<details><summary>the fleet: 10,000 devices.*<\/summary>\n\n\| {2}\| qos=0 \| qos=2 \|/u,
  );
});
