/** What exports and the report say of agents. */
import { expect, test } from "vitest";
import { fakeAgents } from "../result/testing/fake-agents.ts";
import { fakeResult, fakeTrial } from "../result/testing/fake-result.ts";
import { fakeHoldResult } from "../result/testing/fake-hold-result.ts";
import { absent } from "./format.ts";
import { agentTables } from "./parts/agents-text.ts";
import { renderCsv } from "./formats/csv.ts";
import { renderOpenMetrics } from "./formats/openmetrics.ts";

const quoted = 'of "two", words';
const result = fakeResult({ trials: [fakeTrial(2, { agents: fakeAgents(["plain", quoted]) })] });

test("CSV has a row for each figure of each agent, with its name in a column of its own, and those of all with none", () => {
  const rows = renderCsv([result])
    .split("\r\n")
    .filter((row) => row.includes("agent"));
  const ends = rows.map((row) => row.split(",").slice(9).join(","));
  expect(ends).toEqual(
    expect.arrayContaining([
      "metric,unit,value,at_least,note,agent",
      "agentSent,count,500,false,,plain",
      "agentClockOffset,ns,-250000000,false,,plain",
      'agentSent,count,500,false,,"of ""two"", words"',
      "agentsStartSkew,ns,3000000,false,,",
    ]),
  );
  // A figure that does not exist has no row.
  expect(ends.filter((row) => row.startsWith("agentLatencyP99"))).toEqual([]);
});

test("OpenMetrics has a gauge for each figure, in base units, labelled with the agent", () => {
  const lines = renderOpenMetrics([result]).split("\n");
  const valueOf = (family: string, agent: string): string | undefined =>
    lines.find((line) => line.startsWith(`${family}{`) && line.includes(`agent="${agent}"`))?.split("} ")[1];
  expect(valueOf("mqbench_agent_clock_offset_seconds", "plain")).toBe("-0.25");
  expect(valueOf("mqbench_agent_latency_p50_seconds", 'of \\"two\\", words')).toBe("0.0009");
  expect(lines).toContain("# TYPE mqbench_agent_rss_bytes gauge");
  expect(lines).toContain("# HELP mqbench_agent_rss_bytes memory of the agent's supervisor and shards");
  const across = lines.find((line) => line.startsWith("mqbench_across_clocks_deliveries{"));
  expect(across).toMatch(/trial="1",valid="true"\} 500$/u);
});

test("what a load does not count by agent is a dash and no row, and a load that nobody began is not told of", () => {
  const held = fakeHoldResult();
  const agents = fakeAgents(["plain"]);
  const nothing = { startNs: null, sent: 0, acknowledged: 0, delivered: 0, latency: null };
  const section = {
    ...agents,
    startSkewNs: null,
    agents: agents.agents.map((agent) => ({ ...agent, ...nothing })),
    acrossClocks: null,
  };
  const ofHold = { ...held, trials: held.trials.slice(0, 1).map((trial) => ({ ...trial, agents: section })) };
  const [table] = agentTables(ofHold);
  const row = table?.rows.at(-1) ?? [];
  expect(table?.heading.slice(7, 10)).toEqual(["sent", "acknowledged", "delivered"]);
  expect(row.slice(7, 10)).toEqual([absent, absent, absent]);
  expect(table?.remarks).toEqual([]);
  const csv = renderCsv([ofHold]);
  for (const name of ["agentSent", "agentAcknowledged", "agentDelivered", "agentsLead"])
    expect(csv).not.toContain(name);
  expect(csv).toContain("agentSensors");
  // A load of messages of which none came has counted that.
  const idle = { ...fakeResult(), trials: [fakeTrial(2, { agents: { ...section, startSkewNs: 3e6 } })] };
  expect(agentTables(idle)[0]?.rows.at(-1)?.slice(7, 10)).toEqual(["0", "0", "0"]);
  expect(agentTables(idle)[0]?.remarks).toEqual(["began 3 ms apart, clock error included"]);
});
