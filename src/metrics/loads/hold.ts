/** What the hold experiment measures: memory by what is held. */
import { resource } from "../metric-info.ts";

export const holdMetrics = {
  brokerHeapPerHeld: perHeld("broker heap", "the broker's own live memory"),
  brokerRssPerHeld: perHeld("broker RSS", "the broker's resident memory"),
  brokerRssAnonPerHeld: perHeld("broker anonymous RSS", "the broker's resident memory that no file backs"),
  brokerPssPerHeld: perHeld("broker PSS", "the broker's proportional memory"),
  brokerStoredPerHeld: perHeld("broker store", "the bytes the broker says it stores"),
  generatorRssPerHeld: perHeld("generator RSS", "mqbench's resident memory"),
  brokerHeapGivenBack: givenBack("broker heap", "the broker's own live memory"),
  brokerRssGivenBack: givenBack("broker RSS", "the broker's resident memory"),
} as const;

/** What one more held message, or connection, adds. */
function perHeld(title: string, whose: string) {
  const meaning = `${whose} a held message or connection: slope of a line through the levels`;
  return resource(`${title} a held message`, "bytes", meaning, { loads: ["hold"] });
}

/** What is gone after everything was released. */
function givenBack(title: string, whose: string) {
  const meaning = `share of what the highest level added to ${whose} that was gone after everything was released`;
  return { ...resource(`${title} given back`, "ratio", meaning, { loads: ["hold"] }), better: "higher" } as const;
}
