/** The steady load in a report: what became of messages on a schedule. */
import { metricInfo } from "../../metrics/catalogue.ts";
import type { ValueName } from "../../metrics/catalogue.ts";
import { steadyOf } from "../../result/loads/steady-of.ts";
import type { Trial } from "../../result/schema.ts";
import { absent } from "../format.ts";
import { groupsOf } from "../parts/groups-text.ts";
import { isAboveZero, valueText } from "../trial-values.ts";
import { askedAccount } from "./asked-account.ts";
import type { Account, ReportedLoad } from "./reported-load.ts";

export const steady: ReportedLoad = { isCompared: true, hasTrialText: true, accountsOf, groupsOf };

const counted = "by count: payload under 16 B, in which a stranger's message of the same bytes would count";

function accountsOf(trial: Trial): readonly Account[] {
  const load = steadyOf(trial);
  if (load === null) return [];
  const list = (names: readonly ValueName[]): string =>
    names
      .filter((name) => trial.metrics[name] !== undefined)
      .map((name) => figureText(trial, name))
      .join(", ") || absent;
  const deliveries = list([
    "expectedDeliveries",
    "delivered",
    "lost",
    ...(isAboveZero(trial, "altered") ? (["altered"] as const) : []),
    "duplicate",
    "reordered",
  ]);
  const beside = isAboveZero(trial, "foreignDeliveries") ? `; ${figureText(trial, "foreignDeliveries")} beside` : "";
  const how = load.deliveriesIdentified ? "" : ` (${counted})`;
  return [
    ["rates", list(["offeredRate", "acknowledgedRate", "deliveredRate"])],
    ["messages", list(["intended", "sent", "unsent", "acknowledged", "refused", "unfinished", "overruns"])],
    ...(deliveries === absent ? [] : [["deliveries", `${deliveries}${beside}${how}`] as const]),
    ...askedAccount(load.asked),
  ];
}

/** `3 lost (1 lost acknowledged)`: what a figure is part of stands with it. */
function figureText(trial: Trial, name: ValueName): string {
  const figure = (each: ValueName): string => `${valueText(trial, each)} ${metricInfo(each).title}`;
  const hasPart = name === "lost" && trial.metrics["lostAcknowledged"] !== undefined;
  return hasPart ? `${figure(name)} (${figure("lostAcknowledged")})` : figure(name);
}
