/** Rules that a packet sets off: cut the connection, drop the packet, or hold it. Pure. */
import type { PacketName } from "../mqtt/wire/packet-types.ts";
import type { CutManner, Direction } from "./link-settings.ts";

export interface PacketRule {
  /** The caller's own number for it: what the notice says that it was set off. */
  readonly id: number;
  readonly clientId: string;
  readonly packet: PacketName;
  readonly direction: Direction;
  /** Which such packet, from 1: counted from when the rule is set, over all connections of the client. */
  readonly nth: number;
  /** To how many packets in a row it applies, from the n-th on; a cut applies to one. Infinity: to all that follow. */
  readonly count: number;
  readonly action: RuleAction;
}

type RuleAction =
  /** before: the packet never reaches its receiver; after: it does, and nothing else of either direction. */
  | { readonly kind: "cut"; readonly when: "before" | "after"; readonly manner: CutManner }
  /** The connection lives on. */
  | { readonly kind: "drop" }
  /** Until it is released, or its connection ends; what follows passes it. */
  | { readonly kind: "hold" };

/** The rules of one client, and how far each has counted. */
export class PacketRules {
  readonly #rules: { readonly rule: PacketRule; seen: number }[] = [];

  get isEmpty(): boolean {
    return this.#rules.length === 0;
  }

  add(rule: PacketRule): void {
    this.#rules.push({ rule, seen: 0 });
  }

  clear(): void {
    this.#rules.length = 0;
  }

  /** Every rule counts the packet; the first that it sets off is returned. A rule that is through is forgotten. */
  judge(direction: Direction, packet: PacketName): PacketRule | undefined {
    let found: PacketRule | undefined;
    for (let index = 0; index < this.#rules.length; index += 1) {
      const entry = this.#rules[index];
      if (entry === undefined || entry.rule.direction !== direction || entry.rule.packet !== packet) continue;
      entry.seen += 1;
      const { nth, count, action } = entry.rule;
      if (entry.seen < nth) continue;
      found ??= entry.rule;
      if (action.kind !== "cut" && entry.seen < nth + count - 1) continue;
      this.#rules.splice(index, 1);
      index -= 1;
    }
    return found;
  }
}
