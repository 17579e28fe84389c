/** A way between an agent and Redis that a test can cut. */
import { connect, createServer } from "node:net";
import type { Socket } from "node:net";
import { onTestFinished } from "vitest";

interface Relay {
  /** On loopback; it leads to the socket. */
  readonly port: number;
  /** From now on it takes and passes on nothing more, as a network that is gone. */
  readonly cut: () => void;
}

/** Ended with the test. */
export async function startRelay(path: string): Promise<Relay> {
  const pairs: Socket[] = [];
  let isCut = false;
  const server = createServer((near) => {
    const far = connect(path);
    pairs.push(near, far);
    near.on("error", () => undefined).on("data", (bytes) => void (isCut || far.write(bytes)));
    far.on("error", () => undefined).on("data", (bytes) => void (isCut || near.write(bytes)));
    near.on("close", () => void (isCut || far.destroy()));
    far.on("close", () => void (isCut || near.destroy()));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    for (const socket of pairs) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  return { port: address.port, cut: () => void (isCut = true) };
}
