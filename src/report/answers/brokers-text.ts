/** The list of brokers as text. */
import { absent, formatCount } from "../format.ts";
import { fittedLines } from "../report-table.ts";

/** As the catalogue of brokers knows it. */
interface ListedBroker {
  readonly name: string;
  readonly title: string;
  /** Why it cannot run, in a word; null: it can. */
  readonly lack: string | null;
  /** What mends that; null: nothing is to be mended. */
  readonly install: string | null;
  readonly version: string | null;
  /** The version that the capabilities are about. */
  readonly seenVersion: string | null;
  readonly capabilities: {
    readonly protocols: readonly string[];
    readonly publishQos: { readonly maximum: number; readonly beyond: string };
    readonly subscribeQos: { readonly maximum: number; readonly beyond: string };
    readonly subscriberWindow: number | null;
    readonly shares: readonly string[];
    readonly notes: readonly string[];
  };
}

export function renderBrokers(brokers: readonly ListedBroker[]): string {
  const rows = brokers.map(({ name, title, lack, version, seenVersion, capabilities }) => [
    name,
    lack === null ? `${title} ${version ?? ""}`.trim() : `${title}, ${lack}`,
    seenVersion ?? absent,
    capabilities.protocols.join(", "),
    capabilities.publishQos.maximum === 2 ? "0, 1, 2" : "0, 1",
    capabilities.subscriberWindow === null ? "no limit" : formatCount(capabilities.subscriberWindow),
    capabilities.shares.length === 0 ? absent : "yes",
  ]);
  const table = fittedLines({ heading: ["name", "broker", "seen of", "MQTT", "QoS", "window", "shared"], rows }, 2);
  const notes = brokers.flatMap(({ name, capabilities: { publishQos, subscribeQos, notes: own } }) => {
    const limits = [publishQos, subscribeQos].map(({ beyond }) => beyond);
    return [...limits.filter((text) => text !== ""), ...own].map((text) => [name, text] as const);
  });
  const wide = Math.max(0, ...notes.map(([name]) => name.length));
  const incomplete = brokers.filter(({ install }) => install !== null);
  return `${[
    table,
    [
      "seen of: the version that the row and the notes are about; a run asks the installed one for MQTT 5, QoS 2 and shared subscriptions before its first trial",
      "window: messages at QoS 1 or 2 that one subscriber may leave unacknowledged; shared: shared subscriptions, at each of its versions of MQTT",
    ],
    notes.map(([name, text]) => `${name.padEnd(wide)}   ${text}`),
    incomplete.map(({ title, install }) => `${title}: ${install ?? absent}`),
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}
