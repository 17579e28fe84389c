import { expect, test } from "vitest";
import { fakeLossyResult } from "../../result/testing/fake-link-result.ts";
import { fakeResult } from "../../result/testing/fake-result.ts";
import { fakeHandshakeResult } from "../../result/testing/fake-stepwise-results.ts";
import type { RunResult } from "../../result/schema.ts";
import { renderFleet } from "./fleet-text.ts";
import { renderMarkdown } from "../formats/markdown.ts";

const stating = fakeResult({ scenario: { name: "fake", fleet: { devices: 10_000 } } });

test("a stated fleet has a table: a figure a level, and what it was reckoned from", () => {
  expect(renderFleet(stating, []).flat().join("\n")).toMatchInlineSnapshot(`
    "the fleet: 10,000 devices, a message of 200 B every 5 min, keepalive 60 s
                                  qos=0    qos=2   reckoned from
    a device, a month
    MQTT                        1.97 MB  2.09 MB   8,640 messages × bytes counted on the sensor's hop, with this payload
    MQTT and keepalive          2.11 MB  2.23 MB   34,560 pings × 4 B more
    with TCP and IP headers     2.87 MB  4.34 MB   52 B more for each packet, and for an acknowledgement of the last
    with headers and keepalive   8.4 MB  9.87 MB   34,560 pings × (4 B + 3 segments × 52 B) more
    the broker
    CPU, cores                    0.002  0.00433   CPU a message as measured × 33.3 messages/s, deliveries as in the scenario
    memory                            –        –   needs the result of idle-connections on this broker beside this one
    messages lost, all devices, a month
    cut in an exchange                –        –   needs fleet.cut in the scenario, such as 1%
    cut at any time                   –        –   needs fleet.cut in the scenario, such as 1%"
  `);
});

test("of a stated share of cuts, what is lost by the runs that cut connections beside it", () => {
  const cases = stating.cases.map((each) => ({
    ...each,
    ...(each.fleet && { fleet: { ...each.fleet, cutShare: 0.01 } }),
  }));
  const lines = (beside: readonly RunResult[]): readonly string[] =>
    renderFleet({ ...stating, cases }, beside)
      .flat()
      .slice(-3);
  expect(lines([]).join("\n")).toMatchInlineSnapshot(`
    "messages lost, all devices, a month
    cut in an exchange                –        –   needs the result of handshake-faults on this broker beside this one
    cut at any time                   –        –   needs the result of lossy-fleet on this broker beside this one"
  `);
  expect(lines([fakeHandshakeResult(), fakeLossyResult()]).join("\n")).toMatchInlineSnapshot(`
    "messages lost, all devices, a month
    cut in an exchange                –        0   864,000 cuts (1 % of the messages) × share lost where the device's connection was cut, each step alike: –, 0 of 100
    cut at any time                 288        0   864,000 cuts (1 % of the messages) × what a device sends in the time that a cut lost: 100 ms (10 lost at 20 cuts), 0 (0 lost at 20 cuts)"
  `);
});

test("without one the table is left to the HTML report", () => {
  expect(renderFleet(fakeResult(), [])).toEqual([]);
  expect(renderMarkdown([fakeResult()])).not.toContain("the fleet");
});

test("in Markdown it is folded", () => {
  expect(renderMarkdown([stating])).toMatch(
    /<details><summary>the fleet: 10,000 devices.*<\/summary>\n\n\| {2}\| qos=0 \| qos=2 \|/u,
  );
});
