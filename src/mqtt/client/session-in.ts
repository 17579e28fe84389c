/** The receiver's half of a session: which inbound QoS 2 messages wait for their PUBREL (MQTT 4.3.3). */

const unused = 0;
const largestCapacity = 65_536;
/** Of all sessions that have received nothing, as a fleet of sensors. */
const noPlaces = new Uint16Array(0);
const noTimes = new Float64Array(0);

/** Packet identifiers received and not yet released, with the account and intended time of their message. */
export class SessionIn {
  /** Inbound QoS 2 exchanges between PUBLISH and PUBREL, without strangers' messages. */
  inflight = 0;
  readonly #strangers: number;
  /** Packet identifier of a place; 0: free. The place is the identifier modulo the capacity. */
  #packetId = noPlaces;
  #account = noPlaces;
  #intendedNs = noTimes;

  /** `strangers`: the account of messages that are not counted as in flight. */
  constructor(strangers: number) {
    this.#strangers = strangers;
  }

  has(packetId: number): boolean {
    // 0 marks a free place; it is no identifier (section 2.3.1).
    if (packetId === unused || this.#packetId.length === 0) return false;
    return this.#packetId[this.#place(packetId)] === packetId;
  }

  /** Remembers an identifier that `has` does not know. */
  receive(packetId: number, account: number, intendedNs: number): void {
    while (this.#packetId.length === 0 || this.#packetId[this.#place(packetId)] !== unused) this.#grow();
    const place = this.#place(packetId);
    this.#packetId[place] = packetId;
    this.#account[place] = account;
    this.#intendedNs[place] = intendedNs;
    this.inflight += account === this.#strangers ? 0 : 1;
  }

  accountOf(packetId: number): number {
    return this.#account[this.#place(packetId)] ?? 0;
  }

  intendedNsOf(packetId: number): number {
    return this.#intendedNs[this.#place(packetId)] ?? 0;
  }

  /** Forgets an identifier that `has` knows: its PUBREL came. */
  release(packetId: number): void {
    const place = this.#place(packetId);
    this.#packetId[place] = unused;
    this.inflight -= this.#account[place] === this.#strangers ? 0 : 1;
  }

  /** Visits every message that waits for its PUBREL. */
  visit(each: (account: number, intendedNs: number) => void): void {
    for (const [place, packetId] of this.#packetId.entries()) {
      if (packetId !== unused) each(this.#account[place] ?? 0, this.#intendedNs[place] ?? 0);
    }
  }

  /** The broker kept no session: neither do we (3.1.1, section 3.2.2.2). */
  clear(): void {
    this.#packetId.fill(unused);
    this.inflight = 0;
  }

  #place(packetId: number): number {
    return packetId & (this.#packetId.length - 1);
  }

  /** Doubles the places until no two identifiers share one: with 65,536 none can. */
  #grow(): void {
    const old = { packetId: this.#packetId, account: this.#account, intendedNs: this.#intendedNs };
    let capacity = Math.max(8, old.packetId.length * 2);
    while (capacity < largestCapacity && hasCollision(old.packetId, capacity)) capacity *= 2;
    this.#packetId = new Uint16Array(capacity);
    this.#account = new Uint16Array(capacity);
    this.#intendedNs = new Float64Array(capacity);
    old.packetId.forEach((packetId, index) => {
      if (packetId === unused) return;
      const place = this.#place(packetId);
      this.#packetId[place] = packetId;
      this.#account[place] = old.account[index] ?? 0;
      this.#intendedNs[place] = old.intendedNs[index] ?? 0;
    });
  }
}

function hasCollision(packetIds: Uint16Array, capacity: number): boolean {
  const places = new Set<number>();
  for (const packetId of packetIds) {
    if (packetId === unused) continue;
    const place = packetId & (capacity - 1);
    if (places.has(place)) return true;
    places.add(place);
  }
  return false;
}
