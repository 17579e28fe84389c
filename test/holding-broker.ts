/** A broker in a thread of its own that holds each answer, and stamps when it really answers. */
import { Worker } from "node:worker_threads";
import { onTestFinished } from "vitest";

export interface HoldingBroker {
  readonly port: number;
  /** When each PUBACK was handed to the kernel, as process.hrtime, by packet identifier. */
  readonly answered: () => Promise<ReadonlyMap<number, bigint>>;
}

type Told = { readonly port: number } | { readonly answered: ReadonlyMap<number, bigint> };

/** It knows CONNECT, and PUBLISH at QoS 1 of one connection: as a text, since a thread of a test has nothing that reads TypeScript. */
const program = `
const { createServer } = require("node:net");
const { parentPort, workerData } = require("node:worker_threads");
const answered = new Map();
let rest = Buffer.alloc(0);
function answer(socket, packet) {
  if (packet[0] >> 4 === 1) socket.write(Buffer.from([0x20, 2, 0, 0]));
  if (packet[0] >> 4 !== 3) return;
  const at = 4 + packet.readUInt16BE(2);
  const puback = Buffer.from([0x40, 2, packet[at], packet[at + 1]]);
  setTimeout(() => {
    answered.set(puback.readUInt16BE(2), process.hrtime.bigint());
    socket.write(puback);
  }, workerData.holdMs);
}
const server = createServer({ noDelay: true }, (socket) => {
  socket.on("error", () => undefined);
  socket.on("data", (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    // Every packet here is shorter than 128 bytes.
    for (; rest.length > 1 && rest.length >= rest[1] + 2; rest = rest.subarray(rest[1] + 2)) answer(socket, rest);
  });
});
server.listen(0, "127.0.0.1", () => parentPort.postMessage({ port: server.address().port }));
parentPort.on("message", () => parentPort.postMessage({ answered }));
`;

export async function holdingBroker(holdMs: number): Promise<HoldingBroker> {
  const thread = new Worker(program, { eval: true, workerData: { holdMs } });
  onTestFinished(async () => void (await thread.terminate()));
  const next = async (): Promise<Told> =>
    await new Promise((resolve, reject) => {
      thread.once("message", resolve);
      thread.once("error", reject);
    });
  const listening = await next();
  if (!("port" in listening)) throw new Error("the holding broker does not listen");
  return {
    port: listening.port,
    answered: async () => {
      const told = next();
      thread.postMessage("tell");
      const answer = await told;
      if (!("answered" in answer)) throw new Error("the holding broker tells nothing");
      return answer.answered;
    },
  };
}
