/** What the link adds by itself to a round trip: PINGREQ to PINGRESP through it, and beside it. */
import type { ProtocolVersion } from "../mqtt/control-packets.ts";
import { encodeConnect, encodeDisconnect, pingreq } from "../mqtt/control-packets.ts";
import type { Endpoint } from "../mqtt/endpoint.ts";
import { limitsOfBroker } from "../mqtt/header-limits.ts";
import { packetType } from "../mqtt/packet-types.ts";
import { PacketScanner } from "../mqtt/scanner.ts";
import { openTransport } from "../mqtt/transport.ts";
import type { Transport } from "../mqtt/transport.ts";
import { median } from "../metrics/robust-line.ts";

export interface PingOptions {
  readonly endpoint: Endpoint;
  readonly clientId: string;
  readonly protocol: ProtocolVersion;
  readonly pings: number;
  readonly timeoutMs: number;
}

/** The probe subscribes to nothing. */
const smallPublishBytes = 64 * 1024;

/** Median of so many pings, one after the other; null when the broker did not answer them in time. */
export async function pingMedianNs(options: PingOptions): Promise<number | null> {
  const { endpoint, clientId, protocol, pings, timeoutMs } = options;
  return await new Promise((resolve) => {
    const roundTripsNs: number[] = [];
    let sentNs = 0;
    const settle = (result: number | null): void => {
      clearTimeout(timer);
      resolve(result);
    };
    const ping = (transport: Transport): void => {
      sentNs = Number(process.hrtime.bigint());
      write(transport, pingreq);
    };
    const scanner = new PacketScanner(
      {
        packet(buffer, start) {
          const type = (buffer[start] ?? 0) >> 4;
          if (type === packetType.PINGRESP) roundTripsNs.push(Number(process.hrtime.bigint()) - sentNs);
          if (roundTripsNs.length < pings) ping(transport);
          else {
            write(transport, encodeDisconnect(protocol, true));
            transport.end();
            settle(median(roundTripsNs));
          }
          return true;
        },
        malformed: () => transport.destroy(),
      },
      limitsOfBroker(protocol, smallPublishBytes),
    );
    const open = openTransport(endpoint, new Uint8Array(64 * 1024));
    const transport = open({
      connected() {
        const { username, password } = endpoint;
        write(
          transport,
          encodeConnect({ protocol, clientId, isClean: true, keepaliveSeconds: 60, username, password }),
        );
      },
      data: (buffer, length) => scanner.feed(buffer, length),
      closed: () => settle(null),
    });
    const timer = setTimeout(() => {
      transport.destroy();
      settle(null);
    }, timeoutMs);
  });
}

function write(transport: Transport, packet: Uint8Array): void {
  transport.write(packet, packet.length);
}
