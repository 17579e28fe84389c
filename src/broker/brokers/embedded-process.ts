/** The embedded broker: aedes in a process of its own, so that its memory and CPU are measured like those of another broker. */
import { getHeapStatistics } from "node:v8";
import { Aedes } from "aedes";
import type { Client } from "aedes";
import { listen } from "./embedded-listener.ts";
import type { ListenOrder } from "./embedded-listener.ts";
import { embeddedOptions } from "./embedded-options.ts";
import type { Gauges } from "../running-broker.ts";
import { onParentGone } from "../../machine/on-parent-gone.ts";

/** What the child tells its parent. */
export type FromEmbedded =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "sample"; readonly gauges: EmbeddedGauges };

/** Where to listen, at first; then for a sample, `isCollected`: after a garbage collection. */
export type ToEmbedded = ListenOrder | { readonly kind: "sample"; readonly isCollected: boolean };

/** Inflight: inbound QoS 2 between PUBREC and PUBREL, and outbound PUBLISH not yet acknowledged. */
type EmbeddedGauges = Required<Pick<Gauges, "heapBytes" | "inflight" | "connections">>;

/** Messages sent to each client at QoS 1 or 2 and not yet acknowledged by it: aedes has no gauge for them. */
const outbound = new Map<Client, number>();
let outboundTotal = 0;
/** Clients with a subscription above QoS 0: what goes to the others is never acknowledged. */
const acknowledging = new Set<Client>();
/** Every client, for its inbound QoS 2 identifiers. */
const clients = new Set<Client & { readonly _inboundInflight?: ReadonlySet<number> }>();

/** What is kept for a session until its client has acknowledged it. */
interface KeptOutgoing {
  outgoingUpdate(client: Client, packet: KeptPacket): Promise<void>;
}

interface KeptPacket {
  readonly cmd: string;
  readonly messageId?: number;
  readonly brokerId?: string;
  readonly brokerCounter?: number;
}

const broker: Aedes & { readonly persistence?: KeptOutgoing } = await Aedes.createBroker({
  ...embeddedOptions[process.argv[2] === "default" ? "default" : "tuned"],
  authorizeForward(client, packet) {
    if (packet.qos > 0 && acknowledging.has(client)) {
      outbound.set(client, (outbound.get(client) ?? 0) + 1);
      outboundTotal += 1;
    }
    return packet;
  },
});
if (broker.persistence !== undefined) tellPubrelsApart(broker.persistence);
broker.on("client", (client) => clients.add(client));
broker.on("subscribe", (subscriptions, client) => {
  if (subscriptions.some(({ qos }) => qos > 0)) acknowledging.add(client);
});
broker.on("ack", (_packet, client) => {
  const waiting = outbound.get(client) ?? 0;
  if (waiting === 0) return;
  outbound.set(client, waiting - 1);
  outboundTotal -= 1;
});
broker.on("clientDisconnect", (client) => {
  outboundTotal -= outbound.get(client) ?? 0;
  outbound.delete(client);
  acknowledging.delete(client);
  clients.delete(client);
});

/**
 * aedes 1.2 compares what it keeps by the number of its broker first, which no PUBREL has: of several PUBRECs that come together
 * to a kept session, the first is answered with the identifier of the last, and its message is never released. The counter is
 * the one that it gives a PUBREL when the session resumes.
 */
function tellPubrelsApart(persistence: KeptOutgoing): void {
  const update = persistence.outgoingUpdate.bind(persistence);
  persistence.outgoingUpdate = async (client, packet) => {
    const apart = { brokerId: `pubrel ${packet.messageId}`, brokerCounter: 0 };
    await update(client, packet.cmd === "pubrel" ? { ...packet, ...apart } : packet);
  };
}

function tell(message: FromEmbedded): void {
  process.send?.(message);
}

function sample(isCollected: boolean): EmbeddedGauges {
  if (isCollected) globalThis.gc?.();
  // Without /proc `process.memoryUsage()` throws.
  const { used_heap_size: heapUsed, external_memory: external } = getHeapStatistics();
  let inbound = 0;
  for (const client of clients) inbound += client._inboundInflight?.size ?? 0;
  return { heapBytes: heapUsed + external, inflight: inbound + outboundTotal, connections: clients.size };
}

process.on("message", (request: ToEmbedded) => {
  if (request.kind === "sample") return tell({ kind: "sample", gauges: sample(request.isCollected) });
  listen(request, broker.handle, (port) => tell({ kind: "listening", port }));
});
// A Ctrl-C in a terminal, its end, or `timeout` reaches the whole process group: the parent decides when the broker ends.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);
process.on("SIGHUP", () => undefined);
// The parent wants it to end, or is gone, however it went.
onParentGone(() => process.exit(0));
