/** The certificate of each device, as a scenario states it, and what is wrong with it. */
import { X509Certificate } from "node:crypto";
import { accessSync, constants, readFileSync } from "node:fs";
import { dirname, resolve as resolvePath } from "node:path";
import { createSecureContext } from "node:tls";
import { z } from "zod";
import { messageOf } from "../../errors.ts";
import { isEncryptedBroker } from "../../broker/facts/broker-spec.ts";
import type { BrokerSpec } from "../../broker/facts/broker-spec.ts";
import { formatCount } from "../../format.ts";
import { tellWithin } from "../document/mistake.ts";
import type { Report } from "../document/mistake.ts";
import type { Path } from "../document/path.ts";
import { readDevicePem } from "./device-tls.ts";
import type { DeviceFiles, DeviceTls, MintedTls } from "./device-tls.ts";
import { expandText } from "./expand-text.ts";
import type { Numbered } from "./expand-text.ts";
import type { Identity } from "./identity.ts";
import { identityText } from "./identity-text.ts";

const file = z.string().min(1);

export const deviceTlsSchema = z
  .strictObject({
    cert: identityText("PEM file of each client's certificate, such as certs/{csv.serial}.pem").optional(),
    key: identityText("PEM file of each client's key, such as certs/{csv.serial}.key").optional(),
    mint: z
      .strictObject({
        name: identityText("common name of each: {csv.serial}, or device-{id}; default: clientId").optional(),
        ca: file.optional().describe("PEM file of the authority that signs, for a broker given by URL"),
        key: file.optional().describe("PEM file of its key, of RSA or of the curve P-256"),
      })
      .optional()
      .describe("made before each trial, instead of cert and key, and kept in memory only"),
    alpn: z.array(z.string().min(1).max(255)).default([]).describe("application protocols that it offers"),
  })
  .optional()
  .describe("a certificate of its own for each client; authority and server name are the broker's");

export type DeviceTlsInput = z.output<typeof deviceTlsSchema>;

interface Surroundings {
  readonly group: Numbered;
  readonly identity: Identity;
  readonly broker: BrokerSpec;
  /** The scenario's file: certificates are looked for from there. */
  readonly file: string;
  /** The group's place in the scenario. */
  readonly path: Path;
  readonly report: Report;
}

/** Certificates of so many clients are read before the first connection; of the others it is seen whether they can be. */
const mostRead = 100;
/** The longest common name (RFC 5280, appendix A.1). */
const longestName = 64;

export function resolveDeviceTls(input: DeviceTlsInput, around: Surroundings): DeviceTls | null {
  if (input === undefined) return null;
  const tell = tellWithin([...around.path, "tls"], around.report);
  if (!isEncryptedBroker(around.broker))
    tell([], "needs a broker that is encrypted: mqtts://, wss://, transport: tls or transport: wss");
  const { cert, key, mint, alpn } = input;
  if (mint !== undefined) {
    if ((cert ?? key) !== undefined) tell([], "names certificates and has them made: leave out mint, or cert and key");
    return mintedOf(mint, alpn, around, tell);
  }
  if (cert !== undefined && key !== undefined) return filesOf({ cert, key, alpn }, around, tell);
  tell([], "needs both cert and key, or mint");
  return null;
}

function filesOf(
  { cert, key, alpn }: Omit<DeviceFiles, "kind">,
  { group, file: scenario }: Surroundings,
  tell: Report,
): DeviceFiles {
  const from = dirname(scenario);
  const tls = { kind: "files", cert: resolvePath(from, cert), key: resolvePath(from, key), alpn } as const;
  for (let number = 0; number < group.count; number += 1) {
    const found = problemOf(tls, group, number);
    if (found === undefined) continue;
    tell([found.key], found.text);
    break;
  }
  return tls;
}

function mintedOf(
  { name, ca, key }: NonNullable<NonNullable<DeviceTlsInput>["mint"]>,
  alpn: readonly string[],
  { group, identity, broker, file: scenario }: Surroundings,
  tell: Report,
): MintedTls {
  const named = name ?? identity.clientId ?? "";
  if (named === "") tell(["mint"], "says no name for the certificates: add `name`, or `clientId` to the group");
  for (let number = 0; number < group.count; number += 1) {
    if (expandText(named, group, number).length <= longestName) continue;
    tell(["mint"], `gives client ${formatCount(number + 1)} a name of more than ${longestName} characters`);
    break;
  }
  const authority = ca === undefined || key === undefined ? null : { ca, key };
  const minted = { kind: "minted", name: named, alpn } as const;
  if (broker.kind === "managed") {
    if ((ca ?? key) !== undefined)
      tell(["mint"], "has an authority of the run at a broker that mqbench starts: leave out ca and key");
    else if (broker.access?.by !== "certificate")
      tell(
        ["mint"],
        "is for a broker that asks for certificates: `broker: { name: mosquitto, access: { by: certificate } }`",
      );
    return { ...minted, authority: null };
  }
  if (authority === null) {
    tell(["mint"], "needs the authority that the broker trusts: add both ca and key");
    return { ...minted, authority };
  }
  const found = { ca: resolvePath(dirname(scenario), ca ?? ""), key: resolvePath(dirname(scenario), key ?? "") };
  const problem = whyNoAuthority(found);
  if (problem !== undefined) tell(["mint"], problem);
  return { ...minted, authority: found };
}

function whyNoAuthority({ ca, key }: NonNullable<MintedTls["authority"]>): string | undefined {
  try {
    const [cert, own] = [readFileSync(ca, "utf8"), readFileSync(key, "utf8")];
    createSecureContext({ cert, key: own });
    return new X509Certificate(cert).ca ? undefined : `has in ${ca} no authority: its certificate may not sign others`;
  } catch (error) {
    return `cannot be done: ${messageOf(error)}`;
  }
}

function problemOf(
  tls: DeviceFiles,
  group: Numbered,
  number: number,
): { readonly key: "cert" | "key"; readonly text: string } | undefined {
  const who = `client ${formatCount(number + 1)}`;
  for (const key of ["cert", "key"] as const) {
    try {
      accessSync(expandText(tls[key], group, number), constants.R_OK);
    } catch (error) {
      return { key, text: `has of ${who} no file: ${messageOf(error)}` };
    }
  }
  if (number >= mostRead) return undefined;
  try {
    createSecureContext(readDevicePem(tls, group, number));
    return undefined;
  } catch (error) {
    return { key: "key", text: `is of ${who} no key of its certificate: ${messageOf(error)}` };
  }
}
