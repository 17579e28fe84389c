/** What the clients come by: TCP, TLS of some version, WebSocket. */
import { z } from "zod";
import { isEncryptedBroker } from "../../../broker/facts/broker-spec.ts";
import type { BrokerSpec, ManagedSpec, TlsChoice } from "../../../broker/facts/broker-spec.ts";
import type { Protocol } from "../../../mqtt/transport/protocols.ts";
import { tlsVersionNames } from "../../../mqtt/transport/tls-versions.ts";
import type { TlsVersion } from "../../../mqtt/transport/tls-versions.ts";
import type { KeyMistake } from "../../loads/load-row.ts";

interface TransportFacts {
  readonly protocol: Protocol;
  /** The one version of TLS; left out: as `tls` says. */
  readonly version?: TlsVersion;
  readonly isResumed?: boolean;
}

/** A row each: to add one, add its row. */
const transports = {
  tcp: { protocol: "mqtt" },
  tls: { protocol: "mqtts" },
  "tls1.2": { protocol: "mqtts", version: "1.2" },
  "tls1.2-resumed": { protocol: "mqtts", version: "1.2", isResumed: true },
  "tls1.3": { protocol: "mqtts", version: "1.3" },
  "tls1.3-resumed": { protocol: "mqtts", version: "1.3", isResumed: true },
  ws: { protocol: "ws" },
  wss: { protocol: "wss" },
} as const satisfies Readonly<Record<string, TransportFacts>>;

type Transport = keyof typeof transports;

const names: readonly Transport[] = Object.keys(transports).filter(isTransport);

function isTransport(text: string): text is Transport {
  return Object.hasOwn(transports, text);
}

export const transportSchema = z
  .enum(names)
  .optional()
  .describe(
    "what the clients of a broker that mqbench starts come by: tls is 1.2 or 1.3 as both sides can, resumed takes up a session of before; a URL says it by its beginning; default: tcp",
  );

const version = z.enum(tlsVersionNames);

export const tlsSchema = z
  .strictObject({
    minVersion: version.optional().describe("the lowest that clients offer, 1.2 or 1.3, in quotes; default: 1.2"),
    maxVersion: version.optional().describe("the highest that clients offer; default: 1.3"),
    resume: z
      .boolean()
      .default(false)
      .describe(
        "each client takes up the TLS session that it was given before, which it gets before its first connection is timed",
      ),
  })
  .optional()
  .describe("of the clients' encrypted connections");

interface Input {
  readonly transport?: Transport | undefined;
  readonly tls?: z.output<typeof tlsSchema>;
}

/** What the clients come by and offer; the protocol counts for a broker that mqbench starts. */
export function resolveTransport({ transport = "tcp", tls }: Input): Pick<ManagedSpec, "protocol" | "tls"> {
  const { protocol, version: only, isResumed }: TransportFacts = transports[transport];
  const stated: TlsChoice = {
    minVersion: tls?.minVersion ?? null,
    maxVersion: tls?.maxVersion ?? null,
    isResumed: tls?.resume ?? false,
  };
  if (only === undefined) return { protocol, tls: stated };
  return { protocol, tls: { minVersion: only, maxVersion: only, isResumed: isResumed ?? stated.isResumed } };
}

/** What of the two does not go together, or with the broker. */
export function findTransportMistakes({ transport, tls }: Input, broker: BrokerSpec): readonly KeyMistake[] {
  const found: KeyMistake[] = [];
  if (broker.kind === "url" && transport !== undefined)
    found.push([
      "transport",
      "transport is for a broker that mqbench starts; a URL says it: mqtt://, mqtts://, ws:// or wss://",
    ]);
  if (tls === undefined) return found;
  const { minVersion, maxVersion } = tls;
  const { version: only }: TransportFacts = transports[transport ?? "tcp"];
  if (!isEncryptedBroker(broker)) {
    const others = broker.kind === "url" ? "mqtts:// or wss://" : "transport: tls or transport: wss";
    found.push(["tls", `tls says how connections are encrypted, and these are not: ${others} are`]);
  }
  if (only !== undefined && (minVersion ?? maxVersion) !== undefined)
    found.push(["tls", `tls says again which version: transport: ${transport} is ${only} alone`]);
  if (minVersion === "1.3" && maxVersion === "1.2")
    found.push(["tls", "tls.minVersion 1.3 is above tls.maxVersion 1.2: nothing is left to offer"]);
  return found;
}
