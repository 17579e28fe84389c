/** Shared subscriptions: what became of their messages, how they were spread over the members, and what a member that left cost. Pure. */
import { median } from "../../../metrics/statistics.ts";
import type { Note } from "../../../result/schema.ts";
import type { SharesSection } from "../../../result/sections/shares-section.ts";
import { formatCount, formatCounted, formatSeconds } from "../../../format.ts";
import { matchSensors } from "../../../scenario/audiences.ts";
import { copiesOf, fleetSize } from "../../../scenario/fleet.ts";
import type { Receiver } from "../../../scenario/fleet.ts";
import type { Leave } from "../../../scenario/keys/leave.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import type { LoadTimes, ShardReport } from "../../messages.ts";
import { sentBySensor } from "../reconcile.ts";
import { seenByAudience } from "./seen-by-audience.ts";
import type { SeenByAudience } from "./seen-by-audience.ts";

type Share = SharesSection[number];

export interface Ended {
  readonly scenario: Scenario;
  readonly reports: readonly Pick<ShardReport, "seen" | "sent" | "left">[];
  /** Times of the load as they were. */
  readonly times: LoadTimes;
}

/** By name, in the order of the scenario. */
export function describeShares({ scenario, reports, times }: Ended): SharesSection {
  const audiences = seenByAudience(scenario, reports);
  const sent = sentBySensor(scenario, reports, "measured");
  const sensorsOf = audiences.map((): number[] => []);
  for (const [sensor, places] of matchSensors(scenario).entries())
    for (const place of places) sensorsOf[place]?.push(sensor);
  const received = new Map(
    reports.flatMap(({ seen }) =>
      seen.map(({ receiver, counts: { measured } }) => [receiver, measured.reduce((sum, each) => sum + each, 0)]),
    ),
  );
  const left = leaversOf(scenario, reports, times, received);
  const names = [...new Set(audiences.map(({ share }) => share))].filter((share) => share !== null);
  return names.map((name): Share => {
    const parts = [...audiences.entries()].filter(([, { share }]) => share === name);
    const members = parts.flatMap(([, audience]) => audience.members);
    const sums = { expected: 0, delivered: 0, lost: 0, again: 0 };
    for (const [place, audience] of parts) addJoined(sums, audience, sensorsOf[place] ?? [], sent);
    const leavers = members.flatMap(({ client }) => left.get(client) ?? []);
    const stayed = members.filter(({ client }) => !left.has(client));
    const counts = { subscriptions: parts.length, members: members.length, ...sums };
    return { name, ...counts, spread: spreadOf(stayed, received), left: leavers };
  });
}

function addJoined(
  sums: Record<"expected" | "delivered" | "lost" | "again", number>,
  audience: SeenByAudience,
  sensors: readonly number[],
  sent: Float64Array,
): void {
  for (const sensor of sensors) {
    const [due, got] = [sent[sensor] ?? 0, audience.measuredOf(sensor)];
    sums.expected += due;
    sums.delivered += got;
    sums.lost += Math.max(0, due - got);
    sums.again += audience.receivedOf(sensor) - got;
  }
}

function spreadOf(members: readonly Receiver[], received: ReadonlyMap<number, number>): Share["spread"] {
  const counts = members.map(({ client }) => received.get(client) ?? 0);
  if (counts.length === 0) return null;
  return { least: Math.min(...counts), median: median(counts), most: Math.max(...counts) };
}

/** By number over all clients. */
function leaversOf(
  scenario: Scenario,
  reports: Ended["reports"],
  { measureFromNs }: LoadTimes,
  received: ReadonlyMap<number, number>,
): ReadonlyMap<number, Share["left"][number]> {
  return new Map(
    reports.flatMap(({ left }) =>
      left.map(({ client, key, atNs }) => {
        const by = leaveOf(scenario, client)?.by ?? "kill";
        return [client, { client: key, by, afterNs: atNs - measureFromNs, delivered: received.get(client) ?? 0 }];
      }),
    ),
  );
}

/** What the group of a subscriber says of it. */
function leaveOf(scenario: Scenario, client: number): Leave | null {
  let first = fleetSize(scenario).sensors;
  for (const { count, leave } of scenario.subscribers) {
    first += count * copiesOf(scenario);
    if (client < first) return leave;
  }
  return null;
}

/** What a reader must know: a member that left with what that cost, and a broker that does not deliver each message once. */
export function shareWarnings(shares: SharesSection): readonly Note[] {
  return shares.flatMap(({ name, left, lost, again, delivered, expected }): Note[] => {
    const first = left[0];
    const twice = `${formatCount(again)} of ${formatCounted(delivered, "message")} of the shared subscription ${name} came to another member as well`;
    if (first === undefined)
      return again === 0 ? [] : [{ code: "share-not-once", text: `${twice}: each is due to one` }];
    const who = left.length === 1 ? `member ${first.client} was` : `${formatCount(left.length)} members were`;
    const how = first.by === "kill" ? "killed" : "disconnected";
    const when = `${how} ${formatSeconds(first.afterNs)} into measure`;
    const cost = `of ${formatCounted(expected, "message")} ${formatCounted(lost, "was", "were")} lost and ${formatCount(again)} came to another member as well`;
    return [{ code: "member-left", text: `of the shared subscription ${name} ${who} ${when}: ${cost}` }];
  });
}
