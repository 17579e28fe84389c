/** Who the clients of a group are, and what each proves it by. */
import type { ScenarioBase, SensorGroup } from "../base.ts";
import type { Report } from "../document/mistake.ts";
import type { Path } from "../document/path.ts";
import type { DeviceFiles } from "./device-file.ts";
import { resolveDeviceTls } from "./device-tls-keys.ts";
import type { DeviceTlsInput } from "./device-tls-keys.ts";
import type { Identified } from "./identity.ts";
import type { IdentityInput } from "./identity-keys.ts";
import { resolveIdentity } from "./resolve-identity.ts";
import type { NamingText } from "./resolve-identity.ts";

export interface ClientsSurroundings extends Pick<ScenarioBase, "broker"> {
  /** The scenario's: what it names is looked for from there. */
  readonly file: string;
  readonly files: DeviceFiles;
  readonly report: Report;
}

type ClientsInput = IdentityInput & { readonly count: number; readonly tls?: DeviceTlsInput };

/** `named`: the texts of the group that may name a column besides who its clients are. */
export function clientsOf(
  group: ClientsInput,
  path: Path,
  named: readonly NamingText[],
  around: ClientsSurroundings,
): Identified & Pick<SensorGroup, "tls"> {
  const texts = [
    ...named,
    plainText(["tls", "cert"], group.tls?.cert),
    plainText(["tls", "key"], group.tls?.key),
    plainText(["tls", "mint", "name"], group.tls?.mint?.name),
  ];
  const who = resolveIdentity({ ...around, group, texts, path });
  const numbered = { count: group.count, devices: who.devices };
  return { ...who, tls: resolveDeviceTls(group.tls, { ...around, group: numbered, identity: who.identity, path }) };
}

/** A topic or a filter. */
export function topicText(key: Path, text: string): NamingText {
  return { key, text, becomes: "topic" };
}

/** A column that a payload names. */
export function payloadText(key: Path, column: string): NamingText {
  return { key, text: `{csv.${column}}`, becomes: "payload" };
}

function plainText(key: Path, text = ""): NamingText {
  return { key, text, becomes: "text" };
}
