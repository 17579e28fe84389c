/** What the clients of each group prove who they are by, read and made once a trial, on the main thread. */
import { readFileSync } from "node:fs";
import type { DeviceModel } from "../../broker/certificates/device-certificate.ts";
import type { RunningBroker } from "../../broker/running-broker.ts";
import type { SensorGroup, SubscriberGroup } from "../../scenario/base.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { readJwtKey } from "../../scenario/devices/jwt-keys.ts";
import type { GroupSecrets } from "../messages.ts";

/** By group, the sensors' before the subscribers'. */
export async function secretsOf(
  { sensors, subscribers }: Scenario,
  { devices }: Pick<RunningBroker, "devices">,
): Promise<readonly GroupSecrets[]> {
  return await Promise.all(
    [...sensors, ...subscribers].map(async (group) => ({
      devices: await modelOf(group, devices ?? null),
      jwtKey: group.identity.jwt === undefined ? null : readJwtKey(group.identity.jwt),
    })),
  );
}

async function modelOf(
  { tls }: SensorGroup | SubscriberGroup,
  ofBroker: DeviceModel | null,
): Promise<DeviceModel | null> {
  if (tls?.kind !== "minted") return null;
  if (tls.authority === null) return ofBroker;
  const { ca, key } = tls.authority;
  // Few runs need it, and it loads in a tenth of a second.
  const { Authority } = await import("../../broker/certificates/authority.ts");
  const authority = await Authority.of({ cert: readFileSync(ca, "utf8"), key: readFileSync(key, "utf8") });
  return await authority.modelDevice();
}
