/** Churn as a scenario states it: devices that connect, say something, leave, and come again. Pure. */
import { z } from "zod";
import { formatCount, formatCounted, formatNumber, formatSeconds } from "../../format.ts";
import type { MetricName } from "../../metrics/catalogue.ts";
import type { ScenarioBase } from "../base.ts";
import { columnsIn } from "../devices/expand-text.ts";
import { fleetSize, topicsOf } from "../fleet.ts";
import { matchesFilter } from "../keys/topic-filter.ts";
import { topicText } from "../keys/topic-text.ts";
import { durationNs, periodNs, ratePerSecond } from "../keys/unit-values.ts";
import { asStated } from "./load-row.ts";
import type { KeyMistake, LoadRow } from "./load-row.ts";
import { countGroup } from "./phased.ts";
import { findClientMistakes } from "./stepwise.ts";

const manners = ["disconnect", "reset", "silent"] as const;
export type LeaveManner = (typeof manners)[number];

const schema = z.strictObject({
  kind: z.literal("churn"),
  rate: ratePerSecond.describe("connects a second of all devices together, each in its turn"),
  for: periodNs.default(20e9).describe("how long devices come; each that came is waited for"),
  warmup: durationNs.default(2e9).describe("devices that come in this time before are in no figure"),
  send: z.int().min(0).max(1000).default(1).describe("messages of a device each time, as soon as it is there"),
  subscribe: topicText("filter").optional().describe("what a device subscribes to first, each time; default: nothing"),
  stay: durationNs.default(0).describe("how long it stays after its last message has ended"),
  leave: z
    .union([z.enum(manners), z.array(z.enum(manners)).min(1)])
    .default("disconnect")
    .describe(
      "disconnect: with DISCONNECT; reset: its connection is reset; silent: it says nothing any more, and the broker must find out; of a list in turn",
    ),
});

const ofVisits: ReadonlySet<MetricName> = new Set(["connectDelay", "connectTime", "visitTime"]);

export interface ChurnLoad {
  readonly kind: "churn";
  readonly connectsPerSecond: number;
  readonly forNs: number;
  readonly warmupNs: number;
  readonly messages: number;
  /** null: nothing. */
  readonly filter: string | null;
  readonly stayNs: number;
  readonly leave: readonly LeaveManner[];
}

export const churn: LoadRow<typeof schema, ChurnLoad> = {
  schema,
  traits: { course: "steps", isScheduled: false, mustReach: "who subscribes", isProbe: false },
  resolve: ({ kind, rate, for: forNs, warmup: warmupNs, send, subscribe, stay: stayNs, leave }) => ({
    kind,
    connectsPerSecond: rate,
    forNs,
    warmupNs,
    messages: send,
    filter: subscribe ?? null,
    stayNs,
    leave: typeof leave === "string" ? [leave] : leave,
  }),
  adapt: () => asStated,
  findMistakes(scenario, load) {
    const { sensors, subscribers, keepaliveSeconds } = scenario;
    const found: KeyMistake[] = [...findClientMistakes("churn", scenario, false)];
    if (subscribers.some(({ leave }) => leave !== null))
      found.push(["subscribers", "load churn needs subscribers that stay: leave out leave"]);
    for (const { name, properties, retain } of sensors) {
      if (properties !== undefined) found.push(["sensors", `load churn sends no properties: ${name} states some`]);
      if (retain) found.push(["sensors", `load churn retains nothing: leave out retain of ${name}`]);
    }
    const filter = load.filter === null ? [] : [load.filter.replaceAll("{id}", "+")];
    const own = topicsOf(scenario).find((topic) => filter.some((each) => matchesFilter(each, topic)));
    if (own !== undefined) found.push(["load", `a device would hear what devices send: load.subscribe matches ${own}`]);
    if (columnsIn(load.filter ?? "").length > 0)
      found.push(["load", `load.subscribe has no {csv.NAME}: ${load.filter ?? ""}`]);
    if (keepaliveSeconds > 0 && load.stayNs > keepaliveSeconds * 1e9)
      found.push(["load", "load.stay is longer than keepalive, and a device of this load sends no PINGREQ"]);
    const most = mostVisitsPerSecond(scenario, load);
    if (load.connectsPerSecond > most)
      found.push([
        "load",
        `load.rate is ${formatNumber(load.connectsPerSecond)}/s, and ${formatCounted(fleetSize(scenario).sensors, "device")} that stay ${formatSeconds(load.stayNs)} can come at ${formatNumber(most)}/s at most: visits would wait for their device, not for the broker; use more devices, a shorter load.stay or a lower rate`,
      ]);
    if (load.leave.includes("silent") && keepaliveSeconds === 0)
      found.push(["keepalive", "without keepalive no broker finds out that a device is silent: give one, such as 5s"]);
    return found;
  },
  // A silent device's connection is there until the device comes again, or the broker ends it.
  connections(scenario, { leave }) {
    const { sensors, subscribers } = fleetSize(scenario);
    return sensors * (leave.includes("silent") ? 2 : 1) + subscribers;
  },
  timeNs: ({ connect }, { warmupNs, forNs, stayNs }) => warmupNs + forNs + stayNs + 3 * connect.timeoutNs,
  heldBySubscriber: () => 0,
  alsoSends: () => [],
  plannedSamples: (metric, _, { connectsPerSecond, forNs }) =>
    ofVisits.has(metric) ? Math.ceil((connectsPerSecond * forNs) / 1e9) : undefined,
  ownRate: ({ connectsPerSecond }) => connectsPerSecond,
  atRate: (load, rate) => ({ ...load, connectsPerSecond: rate }),
  /** `1,000 sensors come at 50/s, 2 messages of 64 B, QoS 1, leave by disconnect, MQTT 3.1.1`. */
  summarise({ sensors, protocol }, { connectsPerSecond, messages, stayNs, leave }) {
    const groups = sensors.map((group) => countGroup(group, sensors.length > 1)).join(" + ");
    const sizes = [...new Set(sensors.map(({ payload }) => `${formatCount(payload.bytes)} B`))].join(" and ");
    return [
      `${groups} come at ${formatNumber(connectsPerSecond)}/s`,
      `${formatCounted(messages, "message")} of ${sizes}`,
      `QoS ${[...new Set(sensors.map(({ qos }) => qos))].join(" and ")}`,
      ...(stayNs > 0 ? [`stay ${formatSeconds(stayNs)}`] : []),
      `leave by ${leave.join(" and ")}`,
      `MQTT ${protocol}`,
    ].join(", ");
  },
  leaves: ({ session }) => ({ sessions: !session.clean, retained: false }),
  whyNoMetric(metric, { subscribers }: ScenarioBase, { messages }) {
    const isOfDeliveries = metric.startsWith("visitMessages");
    if (!isOfDeliveries) return null;
    if (messages === 0) return "devices send nothing";
    return subscribers.length === 0 ? "nobody subscribes" : null;
  },
};

/** Visits a second that the devices have time for; no limit where none of them comes twice. */
function mostVisitsPerSecond(
  scenario: ScenarioBase,
  { stayNs, connectsPerSecond, warmupNs, forNs }: ChurnLoad,
): number {
  const { sensors } = fleetSize(scenario);
  const isOnce = (connectsPerSecond * (warmupNs + forNs)) / 1e9 <= sensors;
  return stayNs === 0 || isOnce ? Number.POSITIVE_INFINITY : (sensors / stayNs) * 1e9;
}
