/** What one format of a report shows the others show: each part, of a result that has it. */
import { expect, test } from "vitest";
import { fakeAgents } from "../result/testing/fake-agents.ts";
import { fakeFleetResult } from "../result/testing/fake-fleet-result.ts";
import { fakeLossyResult, fakeSlowResult } from "../result/testing/fake-link-result.ts";
import { fakeResult, fakeTrial } from "../result/testing/fake-result.ts";
import {
  fakeChurnResult,
  fakeCommandsResult,
  fakeHandshakeResult,
  fakeRetainedResult,
  fakeWillResult,
} from "../result/testing/fake-stepwise-results.ts";
import type { RunResult, Trial } from "../result/schema.ts";
import { escapeMarkdown, escapeMarkup } from "./escape.ts";
import { renderReport } from "./formats.ts";
import { reportParts } from "./parts.ts";

/** One case of one trial. */
function resultOf(changes: Partial<Trial>): RunResult {
  const [first] = fakeResult().cases;
  if (first === undefined) throw new Error("no case");
  return fakeResult({ cases: [{ ...first, trialsPlanned: 1 }], trials: [fakeTrial(0, changes)] });
}

function grouped(): RunResult {
  const { load, metrics } = fakeTrial(0);
  if (load.kind !== "steady") throw new Error("not steady");
  const groups = ["alarms", "readings"].map((name) => ({ name, qos: 0, metrics }));
  return resultOf({ load: { ...load, groups } });
}

function shared(): RunResult {
  const { load } = fakeTrial(0);
  if (load.kind !== "steady") throw new Error("not steady");
  const left = [{ client: "r0x1", by: "kill" as const, afterNs: 5e9, delivered: 150 }];
  const counts = { subscriptions: 1, members: 5, expected: 1000, delivered: 999, lost: 1, again: 2 };
  const shares = [{ name: "workers", ...counts, spread: { least: 190, median: 200, most: 210 }, left }];
  return resultOf({ load: { ...load, shares } });
}

function staged(): RunResult {
  const { load } = fakeTrial(0);
  if (load.kind !== "steady") throw new Error("not steady");
  const counts = { planned: 100, sent: 99, acknowledged: 98, delivered: 97 };
  const latency = { count: 98, p50Ns: 1e6, p99Ns: null };
  const night = { name: "night", fromNs: 0, toNs: 5e9, ...counts, publishLatency: latency, endToEndLatency: null };
  return resultOf({ load: { ...load, stages: [night, { ...night, name: "day", fromNs: 5e9, toNs: 9e9 }] } });
}

function soaked(): RunResult {
  const seconds = Array.from({ length: 200 }, (_, second) => second);
  const columns = { brokerRss: seconds.map(() => 1e7), generatorRss: seconds.map((second) => 1e8 + second * 1e4) };
  return resultOf({ series: { seconds, phase: seconds.map(() => "measure"), columns } });
}

const resultsOf: Readonly<Record<string, RunResult>> = {
  accounts: fakeResult(),
  refusals: resultOf({
    refusals: [{ packet: "PUBLISH", code: 0x87, name: "not authorized", reason: null, count: 3, clients: ["s0x1"] }],
  }),
  commands: fakeCommandsResult(),
  churn: fakeChurnResult(),
  guarantees: fakeHandshakeResult(),
  wills: fakeWillResult(),
  retained: fakeRetainedResult(),
  groups: grouped(),
  money: fakeFleetResult(),
  agents: resultOf({
    agents: fakeAgents(["first", "second"]),
  }),
  link: fakeSlowResult(),
  restart: resultOf({
    brokerRestart: {
      plannedAtSeconds: 10,
      downSeconds: 2,
      manner: "stop",
      toldAtSeconds: 10,
      endedAtSeconds: 10.1,
      startedAtSeconds: 12,
      readyAtSeconds: 12.1,
      lastBackSeconds: 1.5,
    },
  }),
  outages: fakeLossyResult(),
  shares: shared(),
  stages: staged(),
  growth: soaked(),
  secured: resultOf({
    connecting: {
      connections: 3,
      roundTrips: 9,
      bytesUp: 900,
      bytesDown: 2400,
      secured: [{ version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", full: 2, resumed: 1 }],
    },
  }),
  agreed: resultOf({
    agreed: [
      {
        connections: 2,
        topicAliasMaximum: 10,
        receiveMaximum: 20,
        maximumPacketBytes: null,
        maximumQos: 2,
        serverKeepaliveSeconds: null,
      },
    ],
  }),
  "own-traffic": resultOf({ ownTraffic: { greeting: { up: { CONNECT: { packets: 1, bytes: 20 } }, down: {} } } }),
};

test.each(reportParts)("$id stands in text, Markdown and HTML alike, each table of it", async ({ id, tablesOf }) => {
  const result = resultsOf[id];
  if (result === undefined) throw new Error(`no result that has ${id}`);
  const shown = async (format: "text" | "markdown" | "html"): Promise<string> =>
    await renderReport(format, [{ result, path: null }]);
  const [text, markdown, html] = await Promise.all([shown("text"), shown("markdown"), shown("html")]);
  const tables = tablesOf(result);
  expect(tables).not.toEqual([]);
  for (const { heading } of tables) {
    const [first = ""] = heading;
    expect(text).toContain(first);
    expect(markdown).toContain(escapeMarkdown(first));
    expect(html).toContain(escapeMarkup(first));
  }
});
