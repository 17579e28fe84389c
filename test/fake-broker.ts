/** A broker that misbehaves on purpose. */
import { createServer } from "node:net";
import type { Socket } from "node:net";
import { generate, parser } from "mqtt-packet";
import type { Packet } from "mqtt-packet";
import { onTestFinished } from "vitest";

export interface FakeBroker {
  readonly url: string;
  /** Ends every connection and listens no more. */
  readonly die: () => void;
}

/**
 * Listens on a free port until the test is over; `onConnection` does what it wants with each connection. `allowHalfOpen`: it never ends
 * its side of one.
 */
export async function fakeBroker(
  onConnection: (socket: Socket, broker: FakeBroker) => void,
  options: { readonly allowHalfOpen: boolean } = { allowHalfOpen: false },
): Promise<FakeBroker> {
  const sockets = new Set<Socket>();
  const server = createServer(options, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
    onConnection(socket, broker);
  });
  const die = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(die);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  const broker = { url: `mqtt://127.0.0.1:${address.port}`, die };
  return broker;
}

/** Answers as a broker must, except where `answer` says otherwise by returning packets of its own. */
export function speakMqtt(
  socket: Socket,
  answer: (packet: Packet) => readonly Packet[] | undefined,
  protocolVersion: 4 | 5 = 4,
): void {
  const reader = parser({ protocolVersion });
  reader.on("packet", (packet: Packet) => {
    for (const reply of answer(packet) ?? usualAnswer(packet)) socket.write(generate(reply, { protocolVersion }));
  });
  socket.on("data", (chunk) => reader.parse(chunk));
}

function usualAnswer(packet: Packet): readonly Packet[] {
  switch (packet.cmd) {
    case "connect":
      return [{ cmd: "connack", sessionPresent: false, returnCode: 0 }];
    case "subscribe":
      return [{ cmd: "suback", messageId: packet.messageId ?? 0, granted: packet.subscriptions.map(({ qos }) => qos) }];
    case "publish":
      return packet.qos === 1 ? [{ cmd: "puback", messageId: packet.messageId ?? 0 }] : [];
    case "pingreq":
      return [{ cmd: "pingresp" }];
    default:
      return [];
  }
}
