/** What became of each command: sent, seen by its device, replied to. */

/** One command, in ns since the trial began; null: not yet, or never. */
export interface Command {
  readonly device: number;
  readonly group: number;
  readonly intendedNs: number;
  /** Whether it is of the time that figures are of. */
  readonly isMeasured: boolean;
  /** Its device was away when it was due. */
  readonly isAway: boolean;
  readonly isReplyDue: boolean;
  readonly timeoutNs: number;
  sentNs: number | null;
  deliveredNs: number | null;
  deliveries: number;
  /** The device left it without a reply, on purpose. */
  isWithheld: boolean;
  repliedNs: number | null;
  /** Clients of the backend that heard the reply, once for each time. */
  readonly heardBy: number[];
}

export type DueCommand = Pick<
  Command,
  "device" | "group" | "intendedNs" | "isMeasured" | "isAway" | "isReplyDue" | "timeoutNs"
>;

export class CommandLog {
  readonly commands: Command[] = [];
  /** When the last command came to its device that had not come before. */
  newAtNs = 0;
  /** Commands whose reply is due and has not come, or that no device has: in the order of their times. */
  readonly #open = new Set<Command>();

  /** Returns its number, which its payload says. */
  add(due: DueCommand, sentNs: number | null): number {
    const command: Command = {
      ...due,
      sentNs,
      deliveredNs: null,
      deliveries: 0,
      isWithheld: false,
      repliedNs: null,
      heardBy: [],
    };
    this.commands.push(command);
    if (sentNs !== null) this.#open.add(command);
    return this.commands.length - 1;
  }

  /** The device has it; undefined: there is no such command of its. */
  delivered(device: number, number: number, atNs: number): Command | undefined {
    const command = this.commands[number];
    if (command?.device !== device) return undefined;
    command.deliveries += 1;
    if (command.deliveredNs === null) this.newAtNs = command.deliveredNs = atNs;
    if (!command.isReplyDue) this.#open.delete(command);
    return command;
  }

  replied(device: number, number: number, client: number, atNs: number): void {
    const command = this.commands[number];
    if (command?.device !== device) return;
    command.heardBy.push(client);
    command.repliedNs ??= atNs;
    this.#open.delete(command);
  }

  /** Nothing is waited for any more; `mayCome`: the broker may have it still, for a device that sleeps. */
  isSettled(nowNs: number, mayCome: (device: number, sentNs: number) => boolean): boolean {
    for (const command of this.#open) {
      const { device, timeoutNs, intendedNs, sentNs, deliveredNs, isWithheld } = command;
      // Who got it late replies late.
      const fromNs = deliveredNs === null || isWithheld ? intendedNs : Math.max(intendedNs, deliveredNs);
      if (nowNs <= fromNs + timeoutNs) return false;
      if (deliveredNs === null && sentNs !== null && mayCome(device, sentNs)) return false;
      this.#open.delete(command);
    }
    return true;
  }
}
