/** How the clients of a shard come back after their connections were lost: their outages, and how long each waits. */
import { seededRandom } from "../../seeded-random.ts";
import { outside } from "../../mqtt/wire/ledger.ts";
import { reconnectWaitNs } from "../../scenario/keys/reconnect-wait.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { ShardClient } from "./make-clients.ts";
import { Outages } from "./outages.ts";

export class Reconnects {
  readonly outages: Outages;
  readonly #scenario: Scenario;
  /** The chance in each client's waits, which another run repeats. */
  readonly #chances: readonly (() => number)[];

  constructor(scenario: Scenario, clients: readonly ShardClient[]) {
    this.#scenario = scenario;
    this.outages = new Outages(clients.length);
    this.#chances = clients.map((entry) => seededRandom(scenario.seed, entry.member.key));
  }

  /** A connection that was up is not any more. */
  lost(entry: ShardClient, cause: string, nowNs: number): void {
    const { client, member } = entry;
    const isSensor = member.role === "sensor";
    const account = isSensor ? member.group + 1 : outside;
    this.outages.began(client.index, { client: member.key, isSensor, account, lostNs: nowNs, cause });
  }

  /** The wait before its next attempt; null: it stays away. */
  waitMs(entry: ShardClient): number | null {
    const { reconnect } = this.#scenario.session;
    if (reconnect === null || !entry.wasOpen) return null;
    const waitNs = reconnectWaitNs(reconnect, entry.attempts, this.#chances[entry.client.index]?.() ?? 0);
    entry.attempts += 1;
    return waitNs / 1e6;
  }
}
