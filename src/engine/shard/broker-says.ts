/** What the broker says to the clients of a shard besides acknowledging: what it refuses, and what its CONNACKs of MQTT 5 impose. */
import type { Connack } from "../../mqtt/wire/control-packets.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { Refusals } from "../account/refusals.ts";
import type { AgreedPart, ShardReport } from "../messages.ts";
import type { MadeClients, ShardClient } from "./make-clients.ts";

export class BrokerSays {
  readonly refusals: Refusals;
  readonly #scenario: Scenario;
  readonly #made: Pick<MadeClients, "sensors" | "firstPlaces">;
  readonly #agreed = new Map<string, AgreedPart>();
  /** Numbers of the sensors that ask for topic aliases, and are allowed none by their last CONNACK. */
  readonly #withoutAlias = new Set<number>();

  constructor(scenario: Scenario, made: Pick<MadeClients, "sensors" | "firstPlaces">, now: () => number) {
    this.#scenario = scenario;
    this.#made = made;
    this.refusals = new Refusals(scenario.protocol, now);
  }

  accepts({ client }: ShardClient, connack: Connack): void {
    if (this.#scenario.protocol !== "5") return;
    const { maximumQos, receiveMaximum, maximumPacketBytes, topicAliasMaximum, serverKeepaliveSeconds } = connack;
    const imposed = {
      topicAliasMaximum,
      receiveMaximum,
      maximumPacketBytes: Number.isFinite(maximumPacketBytes) ? maximumPacketBytes : null,
      maximumQos,
      serverKeepaliveSeconds: serverKeepaliveSeconds ?? null,
      ...(connack.assignedClientId !== undefined && { isIdAssigned: true }),
    };
    const key = JSON.stringify(imposed);
    const part = this.#agreed.get(key) ?? { ...imposed, connections: 0 };
    this.#agreed.set(key, { ...part, connections: part.connections + 1 });
    this.#allowAliases(client.index, topicAliasMaximum);
  }

  /** Aliases are given to the kinds of a client's messages in their order. */
  #allowAliases(index: number, most: number): void {
    const { sensors, firstPlaces } = this.#made;
    let aliases = 0;
    for (let place = firstPlaces[index] ?? 0; place < (firstPlaces[index + 1] ?? 0); place += 1) {
      const { sensor = 0, group = 0 } = sensors[place] ?? {};
      if (this.#scenario.sensors[group]?.topicAlias !== true) continue;
      aliases += 1;
      if (aliases > most) this.#withoutAlias.add(sensor);
      else this.#withoutAlias.delete(sensor);
    }
  }

  report(): Pick<ShardReport, "refusals" | "agreed" | "withoutAlias"> {
    return {
      refusals: this.refusals.parts,
      agreed: [...this.#agreed.values()],
      withoutAlias: Int32Array.from(this.#withoutAlias),
    };
  }
}
