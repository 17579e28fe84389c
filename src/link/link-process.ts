/** The link's own process: its sockets. It ends with its parent, however that ends. */
import { connect, createServer } from "node:net";
import type { Server, Socket } from "node:net";
import type { FromLink, LinkTask, ToLink } from "./link-messages.ts";
import type { Direction } from "./link-settings.ts";
import { Relay } from "./relay.ts";
import type { RelayEnd } from "./relayed-connection.ts";
import { socketEnds } from "./socket-ends.ts";
import { onParentGone } from "../machine/on-parent-gone.ts";

const backlog = 4096;

function tell(message: FromLink): void {
  process.send?.(message);
}

let relay: Relay | undefined;
/** Sockets to the broker that are not closed. */
const toBroker = new Set<Socket>();

async function start(task: LinkTask): Promise<void> {
  const now = (): number => Number(process.hrtime.bigint() - task.epoch);
  relay = new Relay({
    task,
    now,
    wait: (delayNs, then) => void setTimeout(then, Math.ceil(delayNs / 1e6)),
    tell,
    cpuNs: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) * 1000;
    },
    brokerEnds: () => [...toBroker].flatMap((socket) => socketEnds(socket) ?? []),
  });
  const opened = relay;
  const ports = await Promise.all(
    task.paths.map(async ({ target }, path) => await listen((client) => accept(opened, path, client, target))),
  );
  tell({ kind: "listening", ports });
}

async function listen(onClient: (client: Socket) => void): Promise<number> {
  const server: Server = createServer({ noDelay: true, allowHalfOpen: true }, onClient);
  return await new Promise((resolve) => {
    server.listen({ port: 0, host: "127.0.0.1", backlog }, () => {
      const address = server.address();
      if (address !== null && typeof address === "object") resolve(address.port);
    });
  });
}

function accept(opened: Relay, path: number, client: Socket, target: LinkTask["paths"][number]["target"]): void {
  const broker = connect({ ...target, noDelay: true, allowHalfOpen: true });
  toBroker.add(broker);
  broker.once("close", () => toBroker.delete(broker));
  const connection = opened.connect(path, sideOf(client), sideOf(broker));
  const watch = (direction: Direction, socket: Socket, other: Direction): void => {
    let isReset = false;
    socket.on("data", (bytes) => connection.received(direction, bytes));
    socket.on("end", () => connection.ended(direction));
    socket.on("drain", () => connection.drained(other));
    socket.on("error", () => {
      isReset = true;
    });
    socket.on("close", () => connection.closed(direction, isReset));
  };
  watch("up", client, "down");
  watch("down", broker, "up");
}

function sideOf(socket: Socket): RelayEnd {
  return {
    write: (bytes) => void socket.write(bytes),
    get pendingBytes() {
      return socket.writableLength;
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    end: () => void socket.end(),
    reset: () => void socket.resetAndDestroy(),
  };
}

process.on("message", (message: ToLink) => {
  if (message.kind === "start") void start(message.task);
  else relay?.answer(message.number, message.request);
});
// A Ctrl-C in a terminal, its end, or `timeout` reaches the whole process group: the parent decides when the link ends.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);
process.on("SIGHUP", () => undefined);
// The parent wants it to end, or is gone, however it went.
onParentGone(() => process.exit(0));
