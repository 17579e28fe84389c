/** The sender's half of a session: which messages are in flight and what each acknowledgement does to them (MQTT 4.3). */
import { protocolError } from "../wire/cause.ts";
import type { Cause } from "../wire/cause.ts";
import { exchangeState, notSent } from "./inflight-table.ts";
import type { InflightTable } from "./inflight-table.ts";
import { packetName, packetType } from "../wire/packet-types.ts";
import { firstFailure } from "../wire/refused-packets.ts";

/** What an acknowledgement did. stray: no message of that identifier is in flight; releaseAgain: PUBREC of one that has come before; unexpected: one is, and this is no answer to it. */
export const ackOutcome = { unexpected: 0, complete: 1, refused: 2, release: 3, stray: 4, releaseAgain: 5 } as const;
export type AckOutcome = (typeof ackOutcome)[keyof typeof ackOutcome];

const none = -1;
const largestPacketId = 65_535;

export class SessionOut {
  /** Messages not yet fully acknowledged. */
  inflight = 0;
  /** The slot that the last acknowledgement concerned. */
  slot = none;
  readonly table: InflightTable;
  readonly #firstSlot: number;
  readonly #mask: number;
  #nextPacketId = 1;

  /** `row` is the sensor's place in the table. */
  constructor(table: InflightTable, row: number) {
    this.table = table;
    this.#firstSlot = row * table.slotsPerSensor;
    this.#mask = table.slotsPerSensor - 1;
  }

  /** Takes a free slot and packet identifier for a message; the caller knows that the window is not full. Returns the slot; at QoS 0, which has none, -1 less the place. */
  begin(qos: number, intendedNs: number, sequence: number, account: number, place: number): number {
    if (qos === 0) return -1 - place;
    const packetId = this.takePacketId();
    const slot = this.#firstSlot + (packetId & this.#mask);
    this.#open(slot, packetId, qos, intendedNs, sequence, account, place);
    return slot;
  }

  /** The next packet identifier whose slot is free. */
  takePacketId(): number {
    let packetId: number;
    do {
      packetId = this.#nextPacketId;
      this.#nextPacketId = packetId === largestPacketId ? 1 : packetId + 1;
    } while (this.table.state[this.#firstSlot + (packetId & this.#mask)] !== exchangeState.free);
    return packetId;
  }

  /** Takes the slot of a packet identifier that `takePacketId` gave; -1 when it is in use: the message is sent again. */
  beginAs(packetId: number, qos: number, intendedNs: number, sequence: number, account: number, place: number): number {
    const slot = this.#firstSlot + (packetId & this.#mask);
    if (this.table.state[slot] !== exchangeState.free) return none;
    this.#open(slot, packetId, qos, intendedNs, sequence, account, place);
    return slot;
  }

  /** Applies a PUBACK, PUBREC or PUBCOMP; `slot` then says which message it was. */
  acknowledge(type: number, packetId: number, reason: number, nowNs: number): AckOutcome {
    const { table } = this;
    const slot = this.find(packetId);
    this.slot = slot;
    if (slot === none) return ackOutcome.stray;
    const state = table.state[slot];
    if (type === packetType.PUBACK) {
      if (state !== exchangeState.awaitsPuback) return ackOutcome.unexpected;
      return reason >= firstFailure ? ackOutcome.refused : ackOutcome.complete;
    }
    if (type === packetType.PUBREC) {
      if (state === exchangeState.awaitsPubrec) {
        // 5.0, section 4.3.3: a PUBREC of 0x80 or above ends the exchange; no PUBREL follows.
        if (reason >= firstFailure) return ackOutcome.refused;
        table.receivedNs[slot] = nowNs;
        table.receivedAmong[slot] = table.inflight - 1 + table.beside.inflight;
        table.state[slot] = exchangeState.answersPubrec;
        return ackOutcome.release;
      }
      // A PUBREC that comes again is answered again; the exchange stays where it is.
      const isAgain = state === exchangeState.answersPubrec || state === exchangeState.awaitsPubcomp;
      return isAgain ? ackOutcome.releaseAgain : ackOutcome.unexpected;
    }
    // 4.3.3: PUBCOMP ends the exchange: only now is the packet identifier free and the message not in flight.
    return state === exchangeState.awaitsPubcomp ? ackOutcome.complete : ackOutcome.unexpected;
  }

  /** A message is being handed to the socket; returns the place of its kind. */
  sent(slot: number, nowNs: number): number {
    if (slot < 0) return -1 - slot;
    this.table.sentNs[slot] = nowNs;
    return this.table.place[slot] ?? 0;
  }

  /** The PUBREL of a slot is being handed to the socket. */
  released(slot: number, nowNs: number): void {
    if (this.table.state[slot] !== exchangeState.answersPubrec) return;
    this.table.state[slot] = exchangeState.awaitsPubcomp;
    this.table.releasedNs[slot] = nowNs;
  }

  /** Frees a slot whose exchange has ended. */
  end(slot: number): void {
    this.table.state[slot] = exchangeState.free;
    this.table.inflight -= 1;
    this.inflight -= 1;
  }

  /** No session is left at the broker: what is in flight never completes, in the order it was sent. */
  endAll(abandoned: (slot: number) => void): void {
    if (this.inflight === 0) return;
    for (const slot of this.slotsInOrder()) {
      this.end(slot);
      abandoned(slot);
    }
  }

  /** The slot of a packet identifier in flight, or -1. */
  find(packetId: number): number {
    const slot = this.#firstSlot + (packetId & this.#mask);
    const isHere = this.table.state[slot] !== exchangeState.free && this.table.packetId[slot] === packetId;
    return isHere ? slot : none;
  }

  /** The slots in flight, in the order they were sent: the order to resend them in [MQTT-4.6.0-1]. */
  slotsInOrder(): readonly number[] {
    const { table } = this;
    const timeOf = (slot: number): number => {
      const sentNs = table.sentNs[slot] ?? notSent;
      return sentNs === notSent ? Number.POSITIVE_INFINITY : sentNs;
    };
    const slots: number[] = [];
    for (let slot = this.#firstSlot; slot <= this.#firstSlot + this.#mask; slot += 1) {
      if (table.state[slot] !== exchangeState.free) slots.push(slot);
    }
    // Sequence numbers are of a kind of messages: over several, the time says who was first.
    return slots.toSorted(
      (a, b) =>
        timeOf(a) - timeOf(b) ||
        (table.place[a] ?? 0) - (table.place[b] ?? 0) ||
        (table.sequence[a] ?? 0) - (table.sequence[b] ?? 0),
    );
  }

  #open(
    slot: number,
    packetId: number,
    qos: number,
    intendedNs: number,
    sequence: number,
    account: number,
    place: number,
  ): void {
    const { table } = this;
    table.state[slot] = qos === 1 ? exchangeState.awaitsPuback : exchangeState.awaitsPubrec;
    table.packetId[slot] = packetId;
    table.account[slot] = account;
    table.place[slot] = place;
    table.sequence[slot] = sequence;
    table.intendedNs[slot] = intendedNs;
    table.sentNs[slot] = notSent;
    table.inflight += 1;
    this.inflight += 1;
  }
}

/** What is wrong with an acknowledgement that is unexpected. */
export function wrongAnswer(type: number): Cause {
  const problem = `unexpected ${packetName(type)}: it is no answer to the message in flight`;
  return protocolError(problem, type === packetType.PUBACK ? "unexpected PUBACK" : "protocol error");
}
