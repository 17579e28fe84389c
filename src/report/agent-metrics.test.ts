/** What exports say of agents. */
import { expect, test } from "vitest";
import { fakeAgents } from "../result/testing/fake-agents.ts";
import { fakeResult, fakeTrial } from "../result/testing/fake-result.ts";
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
