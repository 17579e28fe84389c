/** The certificate of each device, as a scenario states it, and what is wrong with it. */
import { accessSync, constants } from "node:fs";
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
import type { DeviceTls } from "./device-tls.ts";
import { expandText } from "./expand-text.ts";
import type { Numbered } from "./expand-text.ts";
import { identityText } from "./identity-keys.ts";

export const deviceTlsSchema = z
  .strictObject({
    cert: identityText("PEM file of each client's certificate, such as certs/{csv.serial}.pem"),
    key: identityText("PEM file of each client's key, such as certs/{csv.serial}.key"),
    alpn: z.array(z.string().min(1).max(255)).default([]).describe("application protocols that it offers"),
  })
  .optional()
  .describe("a certificate of its own for each client; authority and server name are the broker's");

type Input = z.output<typeof deviceTlsSchema>;

interface Surroundings {
  readonly group: Numbered;
  readonly broker: BrokerSpec;
  /** The scenario's file: certificates are looked for from there. */
  readonly file: string;
  /** The group's place in the scenario. */
  readonly path: Path;
  readonly report: Report;
}

/** Certificates of so many clients are read before the first connection; of the others it is seen whether they can be. */
const mostRead = 100;

export function resolveDeviceTls(input: Input, { group, broker, file, path, report }: Surroundings): DeviceTls | null {
  if (input === undefined) return null;
  const tell = tellWithin(path, report);
  if (!isEncryptedBroker(broker))
    tell(["tls"], "needs a broker that is encrypted: mqtts://, wss://, transport: tls or transport: wss");
  const from = dirname(file);
  const tls = { cert: resolvePath(from, input.cert), key: resolvePath(from, input.key), alpn: input.alpn };
  for (let number = 0; number < group.count; number += 1) {
    const found = problemOf(tls, group, number);
    if (found === undefined) continue;
    tell(["tls", found.key], found.text);
    break;
  }
  return tls;
}

function problemOf(
  tls: DeviceTls,
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
