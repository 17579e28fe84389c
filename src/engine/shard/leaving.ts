/** Subscribers of a shard that leave while measure lasts, as their group says, and stay away. */
import { copiesOf } from "../../scenario/fleet.ts";
import type { Leave } from "../../scenario/keys/leave.ts";
import type { LoadTimes, ShardReport, ShardTask } from "../messages.ts";
import type { ShardClient } from "./make-clients.ts";

interface Surroundings {
  readonly task: Pick<ShardTask, "scenario">;
  readonly clients: readonly ShardClient[];
  /** Nanoseconds since the trial began. */
  readonly now: () => number;
}

interface Leaver {
  readonly entry: ShardClient;
  readonly leave: Leave;
}

export class Leaving {
  /** Those that have left. */
  readonly left: ShardReport["left"][number][] = [];
  readonly #leavers: readonly Leaver[];
  readonly #now: () => number;
  #timers: readonly NodeJS.Timeout[] = [];

  constructor({ task: { scenario }, clients, now }: Surroundings) {
    this.#now = now;
    const copies = copiesOf(scenario);
    this.#leavers = clients.flatMap((entry): Leaver[] => {
      const { role, group, numberInGroup } = entry.member;
      const leave = role === "subscriber" ? (scenario.subscribers[group]?.leave ?? null) : null;
      // A group is whole on each instance of the broker: so many of it leave each.
      return leave === null || Math.floor(numberInGroup / copies) >= leave.members ? [] : [{ entry, leave }];
    });
  }

  start({ measureFromNs }: LoadTimes): void {
    this.#timers = this.#leavers.map((leaver) =>
      setTimeout(() => this.#leave(leaver), Math.max(0, (measureFromNs + leaver.leave.afterNs - this.#now()) / 1e6)),
    );
  }

  /** Whoever has not left stays. */
  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #leave({ entry, leave: { by } }: Leaver): void {
    // A connection that is gone already was lost.
    if (!entry.isUp) return;
    entry.isAway = true;
    this.left.push({ client: entry.member.client, key: entry.member.key, atNs: this.#now() });
    if (by === "disconnect") entry.client.disconnect(true);
    else entry.client.abort("killed, as the scenario says");
  }
}
