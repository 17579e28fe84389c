/** What is made of the question to every connection when measure was over. Pure. */
import { formatCount } from "../../../format.ts";
import type { AskedSection } from "../../../result/sections/asked-section.ts";
import type { Note } from "../../../result/schema.ts";

/** A broker that owes nothing and does not answer cannot be told from one that is gone. */
export function findUnanswered(asked: AskedSection | undefined): readonly Note[] {
  if (asked === undefined || asked.answered === asked.connections) return [];
  const silent = `${formatCount(asked.connections - asked.answered)} of ${formatCount(asked.connections)} connections`;
  return [
    {
      code: "not-answered",
      text: `${silent} did not answer a PINGREQ within ${asked.withinSeconds} s when measure was over: nothing else shows that the broker was there`,
    },
  ];
}
