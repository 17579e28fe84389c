/** The list of brokers as text. */
import { absent, formatCount, formatTable } from "./format.ts";

/** As the catalogue of brokers knows it. */
interface ListedBroker {
  readonly name: string;
  readonly title: string;
  readonly isInstalled: boolean;
  readonly version: string | null;
  readonly install: string | null;
  readonly capabilities: {
    readonly protocols: readonly string[];
    readonly publishQos: { readonly maximum: number; readonly beyond: string };
    readonly subscribeQos: { readonly maximum: number; readonly beyond: string };
    readonly subscriberWindow: number | null;
    readonly notes: readonly string[];
  };
}

export function renderBrokers(brokers: readonly ListedBroker[]): string {
  const rows = brokers.map(({ name, title, isInstalled, version, capabilities }) => [
    name,
    isInstalled ? `${title} ${version ?? ""}`.trim() : `${title}, not installed`,
    capabilities.protocols.join(", "),
    capabilities.publishQos.maximum === 2 ? "0, 1, 2" : "0, 1",
    capabilities.subscriberWindow === null ? "no limit" : formatCount(capabilities.subscriberWindow),
  ]);
  const table = formatTable([["name", "broker", "MQTT", "QoS", "window"], ...rows], 2);
  const notes = brokers.flatMap(({ name, capabilities: { publishQos, subscribeQos, notes: own } }) => {
    const limits = [publishQos, subscribeQos].map(({ beyond }) => beyond);
    return [...limits.filter((text) => text !== ""), ...own].map((text) => [name, text] as const);
  });
  const wide = Math.max(0, ...notes.map(([name]) => name.length));
  const missing = brokers.filter(({ isInstalled }) => !isInstalled);
  return `${[
    table,
    ["window: messages at QoS 1 or 2 that one subscriber may leave unacknowledged"],
    notes.map(([name, text]) => `${name.padEnd(wide)}   ${text}`),
    missing.map(({ title, install }) => `${title}: ${install ?? absent}`),
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}
