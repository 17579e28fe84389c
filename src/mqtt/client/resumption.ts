/** What a resumed session has in flight, sent again on the new connection as the window lets it through. */
import type { ClientContext } from "./client.ts";
import type { Connection } from "./connection.ts";
import { exchangeState } from "./inflight-table.ts";
import { outside } from "../wire/ledger.ts";
import { packetType } from "../wire/packet-types.ts";
import type { PublishWriter } from "./publish-writer.ts";
import type { SessionOut } from "./session-out.ts";

/** Bytes of a PUBREL without a reason code. */
const pubrelBytes = 4;

export class Resumption {
  readonly #context: ClientContext;
  readonly #connection: Connection;
  readonly #writer: PublishWriter;
  readonly #out: SessionOut;
  /** Slots that wait for the window. */
  readonly #unsent: number[] = [];
  #window = 0;

  constructor(context: ClientContext, connection: Connection, writer: PublishWriter, out: SessionOut) {
    this.#context = context;
    this.#connection = connection;
    this.#writer = writer;
    this.#out = out;
  }

  /** Forgets what a connection that has ended could not send. */
  clear(): void {
    this.#unsent.length = 0;
  }

  /** What the kept session has in flight goes on: PUBREL in the order of the PUBRECs, PUBLISH in its own [MQTT-4.6.0-1, -4]. */
  resume(window: number): void {
    this.#window = window;
    const out = this.#out;
    const { state, receivedNs, account, packetId } = out.table;
    const isReleasing = (slot: number): boolean =>
      state[slot] === exchangeState.answersPubrec || state[slot] === exchangeState.awaitsPubcomp;
    const slots = out.slotsInOrder();
    const releasing = slots.filter(isReleasing).toSorted((a, b) => (receivedNs[a] ?? 0) - (receivedNs[b] ?? 0));
    for (const slot of releasing) {
      if (state[slot] === exchangeState.awaitsPubcomp) this.#context.ledger.countResent("PUBREL", pubrelBytes);
      this.#connection.replyPubrel(packetId[slot] ?? 0, account[slot] ?? outside, slot);
    }
    this.#connection.flush();
    this.#unsent.push(...slots.filter((slot) => !isReleasing(slot)));
    this.resend();
  }

  /** Sends again, with DUP, as much as the window lets through (5.0, section 4.9). */
  resend(): void {
    const { table } = this.#out;
    while (this.#unsent.length > 0 && this.#out.inflight - this.#unsent.length < this.#window) {
      const slot = this.#unsent.shift() ?? 0;
      const [packetId, sequence] = [table.packetId[slot] ?? 0, table.sequence[slot] ?? 0];
      const kind = this.#writer.kindAt(table.place[slot] ?? 0);
      const { length } = this.#writer.write(kind, packetId, sequence, table.intendedNs[slot] ?? 0);
      const account = table.account[slot] ?? outside;
      this.#context.ledger.countResent("PUBLISH", length);
      const again = this.#writer.used?.asDuplicate();
      if (again !== undefined) this.#connection.write(again, packetType.PUBLISH, account, this.#connection.nowNs);
    }
  }
}
