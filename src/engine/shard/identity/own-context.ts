/** The context of a client whose certificate or TLS session is its own: the one that its endpoint's clients share, with that. */
import { signDevice } from "../../../broker/certificates/device-certificate.ts";
import type { PemPair } from "../../../broker/certificates/pem-pair.ts";
import type { ClientContext } from "../../../mqtt/client/client.ts";
import type { Endpoint } from "../../../mqtt/transport/endpoint.ts";
import type { OpenTransport } from "../../../mqtt/transport/transport.ts";
import type { SensorGroup, SubscriberGroup } from "../../../scenario/base.ts";
import { readDevicePem } from "../../../scenario/devices/device-tls.ts";
import { expandText } from "../../../scenario/devices/expand-text.ts";
import type { GroupSecrets } from "../../messages.ts";

/** Of which client of a group, with what the group's prove who they are by. */
export interface Owner {
  readonly group: SensorGroup | SubscriberGroup | undefined;
  readonly numberInGroup: number;
  readonly secrets: GroupSecrets | undefined;
}

/** Certificates are made or read, and parsed, here, before the client connects: they are no part of its connect latency. */
export function ownContext<Context extends Pick<ClientContext, "endpoint" | "open">>(
  context: Context,
  { group, numberInGroup, secrets }: Owner,
  open: (endpoint: Endpoint) => OpenTransport,
): Context {
  const tls = group?.tls ?? null;
  const shared = context.endpoint.tls;
  if (shared === null || (tls === null && shared.isResumed !== true)) return context;
  const isOwn = group !== undefined && tls !== null;
  // What is shared stays one object: it is parsed once.
  const own = isOwn ? { ...shared, ...pemOf(tls, group, numberInGroup, secrets), ...alpnOf(tls) } : shared;
  const endpoint: Endpoint = { ...context.endpoint, tls: own };
  return { ...context, endpoint, open: open(endpoint) };
}

/** Its group's, or else what its broker's clients offer. */
function alpnOf({ alpn }: NonNullable<SensorGroup["tls"]>): Pick<NonNullable<Endpoint["tls"]>, "alpn"> {
  return alpn.length === 0 ? {} : { alpn };
}

function pemOf(
  tls: NonNullable<SensorGroup["tls"]>,
  group: SensorGroup | SubscriberGroup,
  numberInGroup: number,
  secrets: GroupSecrets | undefined,
): PemPair {
  if (tls.kind === "files") return readDevicePem(tls, group, numberInGroup);
  const model = secrets?.devices ?? null;
  if (model === null) throw new Error(`nothing says after which the certificates of ${group.name} are made`);
  return signDevice(model, expandText(tls.name, group, numberInGroup));
}
