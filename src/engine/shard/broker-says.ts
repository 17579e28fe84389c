/** What the broker says to the clients of a shard besides acknowledging: what it refuses, and what its CONNACKs of MQTT 5 impose. */
import type { Connack } from "../../mqtt/wire/control-packets.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { Refusals } from "../account/refusals.ts";
import type { AgreedPart, ShardReport } from "../messages.ts";
import type { LoadSensor, ShardClient } from "./make-clients.ts";

export class BrokerSays {
  readonly refusals: Refusals;
  readonly #scenario: Scenario;
  readonly #sensors: readonly LoadSensor[];
  readonly #agreed = new Map<string, AgreedPart>();
  /** Numbers of the sensors that ask for topic aliases, and are allowed none by their last CONNACK. */
  readonly #withoutAlias = new Set<number>();

  constructor(scenario: Scenario, sensors: readonly LoadSensor[], now: () => number) {
    this.#scenario = scenario;
    this.#sensors = sensors;
    this.refusals = new Refusals(scenario.protocol, now);
  }

  accepts({ member, client }: ShardClient, connack: Connack): void {
    if (this.#scenario.protocol !== "5") return;
    const { maximumQos, receiveMaximum, maximumPacketBytes, topicAliasMaximum, serverKeepaliveSeconds } = connack;
    const imposed = {
      topicAliasMaximum,
      receiveMaximum,
      maximumPacketBytes: Number.isFinite(maximumPacketBytes) ? maximumPacketBytes : null,
      maximumQos,
      serverKeepaliveSeconds: serverKeepaliveSeconds ?? null,
    };
    const key = JSON.stringify(imposed);
    const part = this.#agreed.get(key) ?? { ...imposed, connections: 0 };
    this.#agreed.set(key, { ...part, connections: part.connections + 1 });
    const sensor = this.#sensors[client.index]?.sensor;
    if (sensor === undefined || this.#scenario.sensors[member.group]?.topicAlias !== true) return;
    if (topicAliasMaximum === 0) this.#withoutAlias.add(sensor);
    else this.#withoutAlias.delete(sensor);
  }

  report(): Pick<ShardReport, "refusals" | "agreed" | "withoutAlias"> {
    return {
      refusals: this.refusals.parts,
      agreed: [...this.#agreed.values()],
      withoutAlias: Int32Array.from(this.#withoutAlias),
    };
  }
}
