/** What is made of the question to every connection when measure was over. Pure. */
import { formatCount, formatCounted } from "../../../format.ts";
import type { AskedSection } from "../../../result/sections/asked-section.ts";
import type { Note } from "../../../result/schema.ts";
import { asTheScenarioAsks } from "../../../result/asked-faults.ts";
import { cutsOf } from "../../account/faults/link-result.ts";
import { clientsStillCut } from "../../account/faults/recovery-result.ts";
import type { Observations } from "../../account/observations.ts";

interface DescribedAsking {
  /** Empty where nothing was asked. */
  readonly section: { readonly asked?: AskedSection };
  readonly faults: readonly Note[];
  readonly warnings: readonly Note[];
}

type Observed = Pick<Observations, "link" | "outages" | "prefix"> & {
  readonly loaded: Pick<Observations["loaded"], "asked">;
};

/** Leaves out the connections that the link had cut: their silence says nothing of the broker. */
export function describeAsked({ loaded: { asked }, link, outages, prefix }: Observed): DescribedAsking {
  if (asked === undefined) return { section: {}, faults: [], warnings: [] };
  const cut = clientsStillCut(link === null ? [] : cutsOf(link, prefix), outages, asked.atNs);
  const silent = asked.silent.filter((client) => !cut.has(client)).length;
  const cutOff = asked.silent.length - silent;
  const connections = asked.connections - cutOff;
  const { withinSeconds } = asked;
  return {
    section: { asked: { connections, answered: connections - silent, withinSeconds } },
    faults: silent === 0 ? [] : [notAnswered(silent, connections, withinSeconds)],
    warnings: connections === 0 ? [notAsked(cutOff)] : [],
  };
}

/** A broker that owes nothing and does not answer cannot be told from one that is gone. */
function notAnswered(silent: number, connections: number, withinSeconds: number): Note {
  const which = `${formatCount(silent)} of ${formatCounted(connections, "connection")}`;
  const text = `${which} did not answer a PINGREQ within ${withinSeconds} s when measure was over: nothing else shows that the broker was there`;
  return { code: "not-answered", text };
}

function notAsked(cutOff: number): Note {
  const why =
    cutOff === 0
      ? "no connection was open when measure was over"
      : `the link had cut every connection that was open when measure was over${asTheScenarioAsks}`;
  return { code: "not-asked", text: `${why}: nothing shows that the broker was there` };
}
