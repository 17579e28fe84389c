/** Whether the connections answered when measure was over, as a line of a trial's accounts. */
import type { AskedSection } from "../../result/sections/asked-section.ts";
import { formatCount, formatCounted } from "../format.ts";
import type { Account } from "./reported-load.ts";

/** Empty where nothing was asked. */
export function askedAccount(asked: AskedSection | undefined): readonly Account[] {
  if (asked === undefined) return [];
  const { connections, answered } = asked;
  return [
    [
      "asked",
      `${formatCount(answered)} of ${formatCounted(connections, "connection")} answered a PINGREQ when measure was over`,
    ],
  ];
}
