/** Ports of loopback that nobody listens on at this moment. */
import { once } from "node:events";
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
