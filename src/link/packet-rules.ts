/** Rules by which a packet cuts its connection. Pure. */
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
  /** before: the packet never reaches its receiver; after: it does, and nothing else of either direction. */
  readonly when: "before" | "after";
  readonly manner: CutManner;
}

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

  /** Every rule counts the packet; the first that it sets off is returned. A rule that was set off is forgotten. */
  judge(direction: Direction, packet: PacketName): PacketRule | undefined {
    let found: PacketRule | undefined;
    for (let index = 0; index < this.#rules.length; index += 1) {
      const entry = this.#rules[index];
      if (entry === undefined || entry.rule.direction !== direction || entry.rule.packet !== packet) continue;
      entry.seen += 1;
      if (entry.seen < entry.rule.nth) continue;
      found ??= entry.rule;
      this.#rules.splice(index, 1);
      index -= 1;
    }
    return found;
  }
}
