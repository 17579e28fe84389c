/** What became of each visit of a device, and of the messages it brought. */

/** One visit, in ns since the trial began; null: not yet, or never. */
export interface Visit {
  readonly device: number;
  readonly group: number;
  readonly intendedNs: number;
  /** Whether it is of the time that figures are of. */
  readonly isMeasured: boolean;
  /** It was due while its device was still there. */
  hasWaited: boolean;
  begunNs: number | null;
  connectedNs: number | null;
  /** Its last message has ended. */
  doneNs: number | null;
  /** Its device has left, and may come again. */
  leftNs: number | null;
  /** What ended it before, in words. */
  failure: string | null;
  hasLostSession: boolean;
  sent: number;
}

interface Sent {
  readonly visit: Visit;
  /** Deliveries by audience, by its place. */
  readonly seen: Map<number, number>;
}

export class VisitLog {
  readonly visits: Visit[] = [];
  readonly messages: Sent[] = [];
  /** Deliveries that were seen, the first of each message and audience. */
  delivered = 0;

  add(due: Pick<Visit, "device" | "group" | "intendedNs" | "isMeasured" | "hasWaited">): Visit {
    const visit: Visit = {
      ...due,
      begunNs: null,
      connectedNs: null,
      doneNs: null,
      leftNs: null,
      failure: null,
      hasLostSession: false,
      sent: 0,
    };
    this.visits.push(visit);
    return visit;
  }

  /** Returns the message's number, which its payload says. */
  sent(visit: Visit): number {
    visit.sent += 1;
    this.messages.push({ visit, seen: new Map() });
    return this.messages.length - 1;
  }

  arrived(device: number, number: number, audience: number): void {
    const message = this.messages[number];
    if (message?.visit.device !== device) return;
    const before = message.seen.get(audience) ?? 0;
    message.seen.set(audience, before + 1);
    if (before === 0) this.delivered += 1;
  }
}
