/** What the hold experiment measures: memory by what is held. */
import { resource } from "../metric-info.ts";

const compared = ["value"] as const;

export const hold = {
  shares: ["watched"],
  own: {
    brokerHeapPerHeld: { ...perHeld("broker heap", "the broker's own live memory"), compared },
    brokerRssPerHeld: { ...perHeld("broker RSS", "the broker's resident memory"), compared },
    brokerRssAnonPerHeld: perHeld("broker anonymous RSS", "the broker's resident memory that no file backs"),
    brokerPssPerHeld: perHeld("broker PSS", "the broker's proportional memory"),
    brokerStoredPerHeld: { ...perHeld("broker store", "the bytes the broker says it stores"), compared },
    generatorRssPerHeld: perHeld("generator RSS", "mqbench's resident memory"),
    brokerHeapGivenBack: givenBack("broker heap", "the broker's own live memory"),
    brokerRssGivenBack: givenBack("broker RSS", "the broker's resident memory"),
  },
} as const;

/** What one more held message, or connection, adds. */
function perHeld(title: string, whose: string) {
  const meaning = `${whose} a held message or connection: slope of a line through the levels`;
  return resource(`${title} a held message`, "bytes", meaning, { least: null });
}

/** What is gone after everything was released. */
function givenBack(title: string, whose: string) {
  const meaning = `share of what the highest level added to ${whose} that was gone after everything was released`;
  return { ...resource(`${title} given back`, "ratio", meaning, { least: null }), better: "higher" } as const;
}
