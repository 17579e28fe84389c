/** The listener that clients of a broker come by which mqbench starts: how it is secured, and how they reach it. */
import type { Endpoint } from "../../mqtt/transport/endpoint.ts";
import { loopbackEndpoint } from "../../mqtt/transport/endpoint.ts";
import { protocols } from "../../mqtt/transport/protocols.ts";
import type { ManagedSpec, TlsChoice } from "../facts/broker-spec.ts";
import type { DeviceModel } from "./device-certificate.ts";
import type { PemPair } from "./pem-pair.ts";

/** What secures a broker of this run; the authority's own key is not in it. */
export interface ServerPem extends PemPair {
  readonly ca: string;
}

interface Minted {
  /** null: the scenario asks for nothing that is encrypted. */
  readonly pem: ServerPem | null;
  /** Of its clients' certificates; null: it asks for none. */
  readonly devices: DeviceModel | null;
}

export async function mintServer({ protocol, access }: Pick<ManagedSpec, "protocol" | "access">): Promise<Minted> {
  if (!protocols[protocol].isSecure) return { pem: null, devices: null };
  // Few runs need it, and it loads in a tenth of a second.
  const { Authority } = await import("./authority.ts");
  const authority = await Authority.make();
  const devices = access?.by === "certificate" ? await authority.modelDevice() : null;
  return { pem: { ca: authority.pem.cert, ...(await authority.signServer()) }, devices };
}

/** Where the clients connect; `plain` is what mqbench itself connects to. */
export function clientEndpoint(
  { protocol, tls }: Pick<ManagedSpec, "protocol" | "tls">,
  { port, pem, plain }: { readonly port: number; readonly pem: ServerPem | null; readonly plain?: Endpoint },
): Endpoint {
  const { hasPath } = protocols[protocol];
  const base = plain ?? loopbackEndpoint(port);
  const ofTls = { cert: undefined, key: undefined, serverName: undefined, isVerified: true };
  return {
    ...base,
    protocol,
    port,
    path: hasPath ? "/mqtt" : "",
    tls: pem === null ? null : { ca: pem.ca, ...ofTls, ...chosenTls(tls) },
  };
}

/** What a scenario chooses of TLS, as the endpoint of its clients has it. */
export function chosenTls({
  minVersion,
  maxVersion,
  isResumed,
}: TlsChoice): Pick<NonNullable<Endpoint["tls"]>, "minVersion" | "maxVersion" | "isResumed"> {
  return { ...(minVersion !== null && { minVersion }), ...(maxVersion !== null && { maxVersion }), isResumed };
}

/** `wss://127.0.0.1:8884/mqtt`. */
export function urlOf({ protocol, host, port, path }: Endpoint): string {
  return `${protocol}://${host.includes(":") ? `[${host}]` : host}:${port}${path}`;
}
