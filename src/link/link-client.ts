/** What the link knows of one MQTT client, over all its connections: its rules, its cuts. */
import type { CutManner } from "./link-settings.ts";
import { PacketRules } from "./packet-rules.ts";

/** A connection of its, as far as faults concern it. */
export interface CuttableConnection {
  /** The broker has accepted it. */
  readonly isAccepted: boolean;
  cut(manner: CutManner): void;
}

export class LinkClient {
  /** Its id without the run's prefix. */
  readonly key: string;
  readonly rules = new PacketRules();
  /** How many it has had. */
  connections = 0;
  /** Cuts that were due while it had no connection. */
  readonly #owed: (() => void)[] = [];
  #current: CuttableConnection | undefined;

  constructor(key: string) {
    this.key = key;
  }

  /** It sent CONNECT. */
  began(connection: CuttableConnection): void {
    this.connections += 1;
    this.#current = connection;
  }

  /** The broker has accepted it: a cut that was due before is made now. */
  accepted(): void {
    this.#owed.shift()?.();
  }

  /** Now, or as soon as it is connected again. */
  cut(manner: CutManner, made: () => void): void {
    const cut = (): void => {
      // Told first: the client may notice before the next line runs.
      made();
      this.#current?.cut(manner);
    };
    if (this.#current?.isAccepted === true) cut();
    else this.#owed.push(cut);
  }

  /** Forgets the cuts that it has yet to have. */
  forgive(): void {
    this.#owed.length = 0;
  }

  closed(connection: CuttableConnection): void {
    if (this.#current === connection) this.#current = undefined;
  }
}
