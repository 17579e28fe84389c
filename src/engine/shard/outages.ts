/** Connections that ended before they were told to, and how each client came back. By its index in the shard. */
import type { Outage } from "../messages.ts";

export class Outages {
  readonly list: Outage[] = [];
  readonly #current: (Outage | undefined)[];
  /** When each was back last; 0: it was never away. */
  readonly #backNs: Float64Array;
  /** Clients that gave a handshake up with their connection, before its outage begins. */
  readonly #gaveUp = new Set<number>();

  constructor(clients: number) {
    this.#current = Array.from({ length: clients });
    this.#backNs = new Float64Array(clients);
  }

  began(place: number, outage: Pick<Outage, "client" | "isSensor" | "account" | "lostNs" | "cause">): void {
    const isOwed = this.#gaveUp.delete(place);
    const begun = { ...outage, backNs: null, hasSession: null, acknowledgedNs: null, isOwed };
    this.#current[place] = begun;
    this.list.push(begun);
  }

  back(place: number, nowNs: number, hasSession: boolean): void {
    const outage = this.#current[place];
    if (outage === undefined) return;
    outage.backNs = nowNs;
    outage.hasSession = hasSession;
    this.#backNs[place] = nowNs;
  }

  /** A handshake was completed. */
  acknowledged(place: number, nowNs: number): void {
    const outage = this.#current[place];
    if (outage === undefined) return;
    outage.acknowledgedNs = nowNs;
    this.#current[place] = undefined;
  }

  /** A handshake was given up with its session: it was in flight, and will never complete. */
  gaveUp(place: number): void {
    const outage = this.#current[place];
    if (outage === undefined) this.#gaveUp.add(place);
    else outage.isOwed = true;
  }

  /** The trial is over. `owes`: whether a client that lost its connection then still has a message to end. */
  settle(owes: (place: number, lostNs: number) => boolean): void {
    for (const [place, outage] of this.#current.entries()) {
      if (outage !== undefined) outage.isOwed ||= owes(place, outage.lostNs);
    }
  }

  /** Whether a message intended then, and only now sent or acknowledged, was held up by an outage of its client. */
  delays(place: number, intendedNs: number): boolean {
    return intendedNs < (this.#backNs[place] ?? 0);
  }

  /** Whether an outage of its client holds up, or held up, a message intended then that has not ended. */
  holdsUp(place: number, intendedNs: number): boolean {
    const outage = this.#current[place];
    return (outage !== undefined && outage.backNs === null) || this.delays(place, intendedNs);
  }
}
