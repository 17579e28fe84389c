/** Bytes of the properties on a message's PUBLISH, with the length before them, by the resolved scenario that a result keeps. Pure. */
import { z } from "zod";
import { remainingLengthBytes } from "../mqtt/wire/codec.ts";
import { statedPropertyBytes, subscriptionIdentifierBytes, topicAliasBytes } from "../mqtt/wire/cost-model.ts";
import { steadyOf } from "./loads/steady-of.ts";
import type { Trial } from "./schema.ts";

const text = z.string().nullable().default(null);
const bytes = z.number().nullable().default(null);
const group = z.object({
  properties: z
    .object({
      expirySeconds: bytes,
      isUtf8: z.boolean().default(false),
      contentType: text,
      responseTopic: text,
      correlationBytes: bytes,
      user: z.array(z.tuple([z.string(), z.string()])).default([]),
    })
    .optional(),
  topicAlias: z.boolean().default(false),
});
const resolved = z.object({
  protocol: z.literal("5"),
  sensors: z.array(group),
  subscribers: z.array(z.object({ count: z.number().default(1), subscriptionId: bytes })).default([]),
});

type Weighted = readonly [value: number, weight: number];

/** On average over the messages that groups sent, or over their deliveries; 0 before MQTT 5, which has none. */
export function propertyBytes(
  scenario: Readonly<Record<string, unknown>>,
  hop: "sensor" | "subscriber",
  trials: readonly Trial[],
): number {
  const { data } = resolved.safeParse(scenario);
  if (data === undefined) return scenario["protocol"] === "5" ? remainingLengthBytes(0) : 0;
  const isUp = hop === "sensor";
  const hasAlias = trials.some(({ agreed }) => agreed?.some(({ topicAliasMaximum }) => topicAliasMaximum > 0) ?? true);
  const added = isUp ? 0 : identifierBytes(data.subscribers) + aliasedBytes(trials);
  return mean(
    data.sensors.map(({ properties, topicAlias }, index): Weighted => {
      const own = statedPropertyBytes(properties) + (isUp && topicAlias && hasAlias ? topicAliasBytes : 0);
      return [remainingLengthBytes(own + added) + own + added, countOf(trials, index, isUp ? "sent" : "delivered")];
    }),
  );
}

/** A broker adds the identifier of the subscription. */
function identifierBytes(subscribers: z.output<typeof resolved>["subscribers"]): number {
  return mean(
    subscribers.map(({ count, subscriptionId }): Weighted => [subscriptionIdentifierBytes(subscriptionId), count]),
  );
}

/** Of the aliases that a broker chose, over all deliveries. */
function aliasedBytes(trials: readonly Trial[]): number {
  const ledgers = trials.flatMap((trial) => steadyOf(trial)?.ledger ?? []);
  const total = (of: (ledger: (typeof ledgers)[number]) => number): number =>
    ledgers.reduce((sum, ledger) => sum + of(ledger), 0);
  const deliveries = total(({ counted }) => counted.subscriber.down["PUBLISH"]?.packets ?? 0);
  const aliased = total(({ aliased: each }) => (each === undefined ? 0 : each.introducing + each.short));
  return deliveries === 0 ? 0 : (topicAliasBytes * aliased) / deliveries;
}

function countOf(trials: readonly Trial[], index: number, name: "sent" | "delivered"): number {
  return trials.reduce((sum, trial) => {
    const metric = steadyOf(trial)?.groups[index]?.metrics[name];
    return sum + (metric?.kind === "value" ? metric.value : 0);
  }, 0);
}

/** By weight; alike where none has any. */
function mean(values: readonly Weighted[]): number {
  const weights = values.reduce((sum, [, weight]) => sum + weight, 0);
  const total = values.reduce((sum, [value, weight]) => sum + value * (weights === 0 ? 1 : weight), 0);
  return values.length === 0 ? 0 : total / (weights === 0 ? values.length : weights);
}
