/** Thresholds on one group of sensors: which figures a group has by itself. */
import { metricInfo } from "../../../metrics/catalogue.ts";
import { identityBytes } from "../../../mqtt/wire/payload.ts";
import { nearest } from "../../document/nearest.ts";
import { rowOf } from "../../loads.ts";
import { saysWhichMessage } from "../../payloads/payload.ts";
import type { Scenario } from "../../scenario.ts";
import type { Threshold } from "./thresholds.ts";

/** Why a threshold cannot be on its group, in words; undefined: it can, or names none. */
export function groupProblem({ group, metric }: Threshold, scenario: Scenario): string | undefined {
  if (group === null) return undefined;
  if (!rowOf(scenario.load).traits.isScheduled)
    return `under load ${scenario.load.kind} nothing is measured by group: leave ${group} out`;
  const named = scenario.sensors.find(({ name }) => name === group);
  if (named === undefined) {
    const isSubscriber = scenario.subscribers.some(({ name }) => name === group);
    const kinds = scenario.sensors.flatMap(({ device, name }) => (device?.name === group ? [name] : []));
    if (kinds.length > 0) return `${group} sends several kinds of messages: name one of them, ${kinds.join(", ")}`;
    const what = isSubscriber
      ? `${group} is a group of subscribers; a threshold names the sensors that sent`
      : `no group of sensors is called ${group}`;
    return `${what}${nearest(group, namesOf(scenario))}`;
  }
  if (!metricInfo(metric).isByGroup) {
    const why = `${metric} is measured over all groups together`;
    return `${why}: leave ${group} out, or name a latency, account, rate or cost of its messages`;
  }
  const isOfDeliveries = metricInfo(metric).qosOf === "subscribers";
  if (isOfDeliveries && scenario.sensors.length > 1 && !saysWhichMessage(named.payload))
    return `${group} has a payload under ${identityBytes} B: its deliveries cannot be told from those of other groups`;
  return undefined;
}

function namesOf({ sensors }: Scenario): readonly string[] {
  return sensors.map(({ name }) => name);
}
