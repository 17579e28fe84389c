/** Where `--live` serves its page. Pure. */
import { canonicalHost } from "../../broker/facts/host.ts";
import { MqbenchError } from "../../errors.ts";

export interface LiveAddress {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
}

const loopback = "127.0.0.1";
const mostPort = 65_535;

/** `given`: true where the option stands alone, or PORT, or HOST:PORT. Only who names a host serves others than this machine. */
export function parseLiveAddress(given: string | true): LiveAddress {
  if (given === true) return { host: loopback, port: 0 };
  const [, hostPart, portPart = ""] = /^(?:(.+):)?(\d{1,5})$/u.exec(given) ?? [];
  const host = hostPart === undefined ? loopback : addressOf(hostPart);
  const port = Number(portPart);
  if (portPart === "" || host === undefined || port > mostPort)
    throw new MqbenchError("usage", `--live: expected a port or HOST:PORT, got ${JSON.stringify(given)}`, {
      hint: "--live, --live 9464 or --live 0.0.0.0:9464; the scenario's name comes before it",
    });
  return { host, port };
}

/** An address of all interfaces is one to be bound, unlike in a URL. */
function addressOf(host: string): string | undefined {
  const bare = host.replaceAll(/^\[|\]$/gu, "");
  return bare === "0.0.0.0" || bare === "::" ? bare : canonicalHost(host);
}
