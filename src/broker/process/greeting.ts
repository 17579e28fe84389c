/** Whether a broker that was just started takes clients: a port that listens is not yet one. */
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { encodeConnect, encodeDisconnect } from "../../mqtt/wire/control-packets.ts";
import type { Endpoint } from "../../mqtt/transport/endpoint.ts";
import { down, outside, up } from "../../mqtt/wire/ledger.ts";
import type { Ledger } from "../../mqtt/wire/ledger.ts";
import { packetType } from "../../mqtt/wire/packet-types.ts";

const retryMs = 20;
const patienceMs = 2000;

/** Resolves with the last refusal in words when it was not ready in time; undefined once it accepts. `ledger` counts what it sends and receives. */
export async function awaitConnack(
  endpoint: Endpoint,
  untilMs: number,
  signal: AbortSignal,
  ledger: Ledger,
): Promise<string | undefined> {
  let refusal = "no answer";
  while (!signal.aborted) {
    const answer = await greet(endpoint, ledger);
    if (answer === undefined) return undefined;
    refusal = answer;
    if (performance.now() > untilMs) return refusal;
    await sleep(retryMs);
  }
  return refusal;
}

async function greet({ host, port, username, password }: Endpoint, ledger: Ledger): Promise<string | undefined> {
  return await new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (refusal: string | undefined): void => {
      socket.destroy();
      resolve(refusal);
    };
    socket.setTimeout(patienceMs, () => settle("no answer to CONNECT"));
    socket.on("error", (error) => settle(error.message));
    socket.on("close", () => settle("connection closed before CONNACK"));
    socket.on("connect", () => {
      const clientId = "mqbench-ready";
      const packet = { protocol: "3.1.1", clientId, isClean: true, keepaliveSeconds: 60, username, password } as const;
      const bytes = encodeConnect(packet);
      ledger.count(outside, up, packetType.CONNECT, bytes.length);
      socket.write(bytes);
    });
    // CONNACK is 20 02 flags code (section 3.2).
    socket.on("data", (bytes) => {
      if (bytes[0] !== 0x20) return settle("no CONNACK");
      if (bytes[3] !== 0) return settle(`CONNACK with code ${bytes[3] ?? "missing"}`);
      ledger.count(outside, down, packetType.CONNACK, bytes.length);
      const last = encodeDisconnect("3.1.1", true);
      ledger.count(outside, up, packetType.DISCONNECT, last.length);
      socket.end(last, () => settle(undefined));
    });
  });
}
