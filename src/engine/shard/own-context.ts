/** The context of a client whose certificate or TLS session is its own: the one that its endpoint's clients share, with that. */
import type { ClientContext } from "../../mqtt/client/client.ts";
import type { Endpoint } from "../../mqtt/transport/endpoint.ts";
import type { OpenTransport } from "../../mqtt/transport/transport.ts";
import type { SensorGroup, SubscriberGroup } from "../../scenario/base.ts";
import { readDevicePem } from "../../scenario/devices/device-tls.ts";

/** Certificates are read and parsed here, before the client connects: they are no part of its connect latency. */
export function ownContext(
  context: ClientContext,
  group: SensorGroup | SubscriberGroup | undefined,
  numberInGroup: number,
  open: (endpoint: Endpoint) => OpenTransport,
): ClientContext {
  const tls = group?.tls ?? null;
  const shared = context.endpoint.tls;
  if (shared === null || (tls === null && shared.isResumed !== true)) return context;
  const isOwn = group !== undefined && tls !== null;
  // What is shared stays one object: it is parsed once.
  const own = isOwn ? { ...shared, ...readDevicePem(tls, group, numberInGroup), alpn: tls.alpn } : shared;
  const endpoint: Endpoint = { ...context.endpoint, tls: own };
  return { ...context, endpoint, open: open(endpoint) };
}
