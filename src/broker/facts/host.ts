/** Hosts and addresses: one reading of them for everything that is connected to, and what of them is this machine. */
import { BlockList, isIP } from "node:net";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Where connections to no address in particular go: the kernel makes them on loopback. */
const unspecified: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/**
 * A host as it stands in a URL, as the one text that it is connected by: a name in lower case, or an address without brackets. Short and
 * numeric forms are addresses (127.1), and so is what is mapped (::ffff:127.0.0.1); a name that ends in a number is none. undefined: no host.
 */
export function canonicalHost(host: string): string | undefined {
  // The WHATWG rules of http, which are those of fetch() and of browsers; a scheme of one's own has none.
  const address = `http://${host}/`;
  if (host === "" || /[/?#@\\\s]/u.test(host) || !URL.canParse(address)) return undefined;
  const { hostname, port } = new URL(address);
  if (port !== "" || hostname === "") return undefined;
  const bare = hostname.replaceAll(/^\[|\]$/gu, "");
  return unspecified[bare] ?? unmapped(bare);
}

/** An address of version 4 in version 6's form, as version 4's. */
function unmapped(address: string): string {
  const [, high, low] = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/u.exec(address) ?? [];
  if (high === undefined || low === undefined) return address;
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [a >> 8, a & 255, b >> 8, b & 255].join(".");
}

/** True of addresses only: a name is looked up first. */
export function isLoopbackAddress(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && loopback.check(address, version === 6 ? "ipv6" : "ipv4");
}
