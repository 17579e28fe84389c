/** The idle load in a report: connections that only stand. */
import type { Trial } from "../../result/schema.ts";
import { formatCounted, formatValue } from "../format.ts";
import { idleAnswer } from "./idle-answer.ts";
import { askedAccount } from "./asked-account.ts";
import type { Account, ReportedLoad } from "./reported-load.ts";

export const idle: ReportedLoad = { isCompared: true, hasTrialText: true, accountsOf, answerOf: idleAnswer };

function accountsOf({ load }: Trial): readonly Account[] {
  if (load.kind !== "idle") return [];
  const { heldConnections, pings, generatorBytesPerConnection: bytes } = load;
  return [
    ["held", `${formatCounted(heldConnections, "connection")}, ${formatCounted(pings, "ping")}`],
    ...askedAccount(load.asked),
    ...(bytes === null ? [] : [["generator", `${formatValue(bytes, "bytes")} a connection`] as const]),
  ];
}
