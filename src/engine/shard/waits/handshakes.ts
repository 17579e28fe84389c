/** What the connections of a shard took from their opening to CONNACK, and their bytes on TCP since. */
import type { Handshake } from "../../../mqtt/transport/handshake.ts";
import type { MqttClient } from "../../../mqtt/client/client.ts";
import type { HandshakePart } from "../../messages.ts";

export class Handshakes {
  #connections = 0;
  #roundTrips = 0;
  #bytesUp = 0;
  #bytesDown = 0;
  readonly #secured = new Map<string, HandshakePart["secured"][number]>();
  #sensors: HandshakePart["sensors"] = null;

  /** `isFirst`: of its client; one that comes back is counted for its kind alone. */
  add(handshake: Handshake | null, isFirst: boolean): void {
    if (handshake === null) return;
    const { secured, roundTrips, bytesUp, bytesDown } = handshake;
    if (isFirst) {
      this.#connections += 1;
      this.#roundTrips += roundTrips;
      this.#bytesUp += bytesUp;
      this.#bytesDown += bytesDown;
    }
    if (secured === null) return;
    const { version, cipher, isResumed } = secured;
    const key = `${version} ${cipher}`;
    const known = this.#secured.get(key) ?? { version, cipher, full: 0, resumed: 0 };
    known[isResumed ? "resumed" : "full"] += 1;
    this.#secured.set(key, known);
  }

  /** The load is over, and every connection still stands. */
  close(sensors: readonly MqttClient[]): void {
    const sum = { connections: 0, bytesUp: 0, bytesDown: 0 };
    for (const { handshake } of sensors) {
      if (handshake === null) continue;
      sum.connections += 1;
      sum.bytesUp += handshake.bytesUpSince;
      sum.bytesDown += handshake.bytesDownSince;
    }
    this.#sensors ??= sum;
  }

  get part(): HandshakePart {
    return {
      connections: this.#connections,
      roundTrips: this.#roundTrips,
      bytesUp: this.#bytesUp,
      bytesDown: this.#bytesDown,
      secured: [...this.#secured.values()],
      sensors: this.#sensors,
    };
  }
}
