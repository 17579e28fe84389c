/** Both ends of a connection, as `ss` of iproute2 writes them. */
import type { Socket } from "node:net";

/** undefined: it is not connected. */
export function socketEnds({
  localAddress,
  localPort,
  remoteAddress,
  remotePort,
}: Pick<Socket, "localAddress" | "localPort" | "remoteAddress" | "remotePort">): string | undefined {
  if (localAddress === undefined || localPort === undefined) return undefined;
  if (remoteAddress === undefined || remotePort === undefined) return undefined;
  return `${endText(localAddress, localPort)} ${endText(remoteAddress, remotePort)}`;
}

function endText(address: string, port: number): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
