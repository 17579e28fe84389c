/** What the link adds by itself to a round trip: PINGREQ to PINGRESP through it, and beside it. */
import type { ProtocolVersion } from "../../../mqtt/wire/control-packets.ts";
import { encodeConnect, encodeDisconnect, pingreq } from "../../../mqtt/wire/control-packets.ts";
import type { Endpoint } from "../../../mqtt/transport/endpoint.ts";
import { limitsOfBroker } from "../../../mqtt/wire/header-limits.ts";
import { down, outside, up } from "../../../mqtt/wire/ledger.ts";
import type { Ledger } from "../../../mqtt/wire/ledger.ts";
import { packetType } from "../../../mqtt/wire/packet-types.ts";
import { PacketScanner } from "../../../mqtt/wire/scanner.ts";
import { openTransport } from "../../../mqtt/transport/open-transport.ts";
import type { Transport } from "../../../mqtt/transport/transport.ts";
import { median } from "../../../metrics/statistics.ts";

export interface PingOptions {
  readonly endpoint: Endpoint;
  readonly clientId: string;
  readonly protocol: ProtocolVersion;
  readonly pings: number;
  readonly timeoutMs: number;
  /** Counts what was sent and received. */
  readonly ledger: Ledger;
}

/** The probe subscribes to nothing. */
const smallPublishBytes = 64 * 1024;

/**
 * Median of so many pings, one after the other; null when the broker did not answer them in time. It resolves when the connection has ended: its
 * DISCONNECT is then no longer on its way through the link, where the next client of the same name would overtake it.
 */
export async function pingMedianNs(options: PingOptions): Promise<number | null> {
  const { endpoint, clientId, protocol, pings, timeoutMs, ledger } = options;
  return await new Promise((resolve) => {
    const roundTripsNs: number[] = [];
    let sentNs = 0;
    let found: number | null = null;
    const write = (transport: Transport, packet: Uint8Array): void => {
      ledger.count(outside, up, (packet[0] ?? 0) >> 4, packet.length);
      transport.write(packet, packet.length);
    };
    const ping = (transport: Transport): void => {
      sentNs = Number(process.hrtime.bigint());
      write(transport, pingreq);
    };
    const scanner = new PacketScanner(
      {
        packet(buffer, start, _body, end) {
          const type = (buffer[start] ?? 0) >> 4;
          ledger.count(outside, down, type, end - start);
          if (type === packetType.PINGRESP) roundTripsNs.push(Number(process.hrtime.bigint()) - sentNs);
          if (roundTripsNs.length < pings) ping(transport);
          else {
            write(transport, encodeDisconnect(protocol, true));
            transport.end();
            found = median(roundTripsNs);
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
      closed: () => {
        clearTimeout(timer);
        resolve(found);
      },
    });
    const timer = setTimeout(() => transport.destroy(), timeoutMs);
  });
}
