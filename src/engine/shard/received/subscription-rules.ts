/** What the options of subscriptions forbid the broker to deliver, or to change (5.0, section 3.8.3.1): by receiver. */
import type { SubscriptionOptions } from "../../../mqtt/wire/control-packets.ts";
import { receiversOf } from "../../../scenario/fleet.ts";
import { clientsOfSensors } from "../../../scenario/messages/message-kinds.ts";
import type { Scenario } from "../../../scenario/scenario.ts";

export const breach = { none: 0, ownMessage: 1, retainFlag: 2, retainedMessage: 3 } as const;
export type Breach = (typeof breach)[keyof typeof breach];

export class SubscriptionRules {
  /** Whether any subscription has options: all others pass without a look. */
  readonly areAny: boolean;
  readonly #options: ReadonlyMap<number, SubscriptionOptions>;
  readonly #isRetained: readonly boolean[];
  /** By sensor, the number of its client over all. */
  readonly #publishers: Int32Array;

  constructor(scenario: Scenario) {
    this.#options = new Map(
      receiversOf(scenario).flatMap(({ client, options }) => (options === undefined ? [] : [[client, options]])),
    );
    this.areAny = this.#options.size > 0;
    this.#publishers = clientsOfSensors(scenario.sensors);
    this.#isRetained = scenario.sensors.map(({ retain }) => retain);
  }

  /** Of a message of the trial's. `receiver`: its number over all clients. */
  ofOwn(receiver: number, sensor: number, group: number, isRetained: boolean): Breach {
    const options = this.#options.get(receiver);
    if (options === undefined) return breach.none;
    if (options.noLocal && receiver === this.#publishers[sensor]) return breach.ownMessage;
    if (!options.retainAsPublished) return this.ofAny(receiver, isRetained);
    return isRetained === this.#isRetained[group] ? breach.none : breach.retainFlag;
  }

  /** Of any message: without "retain as published", RETAIN is set of what the broker had kept alone [MQTT-3.3.1-12]. */
  ofAny(receiver: number, isRetained: boolean): Breach {
    const options = this.#options.get(receiver);
    const isBarred = options?.retainHandling === 2 && !options.retainAsPublished;
    return isBarred && isRetained ? breach.retainedMessage : breach.none;
  }
}
