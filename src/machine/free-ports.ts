/** Ports of loopback that nobody listens on at this moment. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";

/** Different from each other: all are held until the last is found. */
export async function findFreePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map(async (server) => await once(server, "listening")));
  const ports = servers.map((server) => {
    const address = server.address();
    return address !== null && typeof address === "object" ? address.port : 0;
  });
  await Promise.all(servers.map(async (server) => await once(server.close(), "close")));
  return ports;
}

/** Below these nothing is looked for: well-known services. */
const firstKeptPort = 10_000;
/** Where Linux begins to take the ports of outgoing connections from, unless it was told otherwise. */
const usualFirstOutgoingPort = 32_768;

/**
 * The same, but of those that no outgoing connection is given: while a broker is down, its port must not become the near end of a
 * client that tries to reach it (which would then be connected to itself, and keep the broker from listening there).
 */
export async function findKeptPorts(count: number): Promise<readonly number[]> {
  const end = firstOutgoingPort();
  const found: number[] = [];
  // Begun anywhere, so that two runs do not look at the same.
  let port = firstKeptPort + Math.floor(Math.random() * Math.max(1, end - firstKeptPort - 1000));
  while (found.length < count && port < end) {
    if (await isFree(port)) found.push(port);
    port += 1;
  }
  return found.length < count ? await findFreePorts(count) : found;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  const isListening = await once(server, "listening").then(
    () => true,
    () => false,
  );
  if (isListening) await once(server.close(), "close");
  return isListening;
}

function firstOutgoingPort(): number {
  try {
    const [first] = readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8").trim().split(/\s+/u);
    return Number(first);
  } catch {
    return usualFirstOutgoingPort;
  }
}
