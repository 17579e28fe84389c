/** Messages that a fleet loses in a month, as rows: a figure a level, and what it was reckoned from. */
import type { FleetCost } from "../../analysis/fleet-cost.ts";
import { absent, formatCount, formatCounted, formatNs, formatNumber, formatPercent } from "../format.ts";

/** A row of one cell is a heading. */
export function lossRows({ fleet, messages, cases }: FleetCost): readonly (readonly string[])[] {
  const { devices, cutShare } = fleet;
  const isStated = cutShare !== undefined;
  const cuts = isStated
    ? `${formatNumber(devices * messages * cutShare)} cuts (${formatPercent(cutShare)} of the messages)`
    : "needs fleet.cut in the scenario, such as 1%";
  const row = (name: string, values: readonly (number | null)[], from: string): readonly string[] => [
    name,
    ...values.map((value) => (value === null ? absent : formatNumber(value))),
    isStated ? from : cuts,
  ];
  return [
    ["messages lost, all devices, a month"],
    row(
      "cut in an exchange",
      cases.map(({ losses }) => losses.inExchange),
      exchangeText(cases, cuts),
    ),
    row(
      "cut at any time",
      cases.map(({ losses }) => losses.atAnyTime),
      anyTimeText(cases, cuts),
    ),
  ];
}

type Cases = FleetCost["cases"];

function exchangeText(cases: Cases, cuts: string): string {
  const found = cases.map(({ losses: { from } }) => from.inExchange);
  if (found.every((each) => each === null))
    return "needs the result of handshake-faults on this broker beside this one";
  const counts = found.map((each) =>
    each === null ? absent : `${formatCount(each.lost)} of ${formatCount(each.cuts)}`,
  );
  return `${cuts} × share lost where the device's connection was cut, each step alike: ${counts.join(", ")}`;
}

function anyTimeText(cases: Cases, cuts: string): string {
  const found = cases.map(({ losses: { from } }) => from.atAnyTime);
  if (found.every((each) => each === null)) return "needs the result of lossy-fleet on this broker beside this one";
  const counts = found.map((each) =>
    each === null
      ? absent
      : `${formatNs(each.nsACut)} (${formatCount(each.lost)} lost at ${formatCounted(each.cuts, "cut")})`,
  );
  return `${cuts} × what a device sends in the time that a cut lost: ${counts.join(", ")}`;
}
