/** An agent's main process: it holds its seat's lock in Redis, and nothing of the load runs in it. */
import { hostname } from "node:os";
import { Worker } from "bullmq";
import { workerEnvironment } from "../child-environment.ts";
import { MqbenchError, messageOf } from "../errors.ts";
import { forkChild } from "../machine/child.ts";
import type { Child } from "../machine/child.ts";
import { mqbenchVersion } from "../version.ts";
import type { Seat } from "./agent-messages.ts";
import { queueName, seatContext, workerOptions } from "./queue.ts";
import type { SeatJob } from "./queue.ts";
import { connectRedis } from "./redis.ts";
import type { RedisAddress } from "./redis.ts";
import { Seal } from "./seal.ts";
import type { FromSupervisor, SupervisorOrder, ToSupervisor } from "./supervisor-messages.ts";

/** Time for a supervisor to end what it hosts. */
const leaveMs = 3000;

export interface AgentOptions {
  readonly address: RedisAddress;
  readonly token: string;
  /** null: host and process id. */
  readonly name: string | null;
  readonly isRemoteAllowed: boolean;
  /** Addresses of this machine that its clients connect from; empty: the scenario's. */
  readonly from: readonly string[];
  /** Runs to serve; null: without end. */
  readonly runs: number | null;
  readonly stopped: Promise<void>;
  readonly note: (text: string) => void;
}

/** Resolves when it was told to stop, or has served its runs. */
export async function serveAgent(options: AgentOptions): Promise<void> {
  const { address, token, runs, stopped, note } = options;
  const name = options.name ?? `${hostname()}/${process.pid}`;
  // Tells a wrong address at once: what follows comes back when Redis does.
  (await connectRedis(address)).disconnect();
  const seal = new Seal(token);
  let served = 0;
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const serve = async (sealed: string): Promise<void> => {
    let isRun = true;
    try {
      const seat: Seat = seal.open(Buffer.from(sealed, "base64"), seatContext);
      checkVersion(seat, name);
      note("serving a run");
      const { why, hasHeard } = await superviseSeat({ options, name, seat });
      isRun = hasHeard;
      if (why !== "") throw new Error(why);
      note("the run is over");
    } catch (error) {
      note(`the run is over: ${messageOf(error)}`);
      throw error;
    } finally {
      // A seat that a killed run left behind is none.
      if (isRun) served += 1;
      if (served === runs) finish();
    }
  };
  const worker = new Worker<SeatJob>(
    queueName(seal),
    async ({ data }) => await serve(data.sealed),
    workerOptions(address),
  );
  const problems = new Set<string>();
  worker.on("error", (error) => {
    const text = messageOf(error);
    if (!problems.has(text)) note(`warning: Redis at ${address.shown}: ${text}`);
    problems.add(text);
  });
  worker.on("ready", () => problems.clear());
  note(`${name} waits for a run; Redis at ${address.shown}`);
  await Promise.race([stopped, finished]);
  // Waits for the seat that it holds, which was told to stop, too.
  await Promise.race([worker.close(), new Promise((resolve) => setTimeout(resolve, leaveMs + 1000))]);
}

function checkVersion({ version }: Seat, name: string): void {
  const own = mqbenchVersion();
  if (version !== own)
    throw new Error(`agent ${name} is mqbench ${own}, and the run is of ${version}: install the same`);
}

interface Serving {
  readonly options: AgentOptions;
  readonly name: string;
  readonly seat: Seat;
}

/** How the run ended; rejects where its supervisor did not say. */
async function superviseSeat({ options, name, seat }: Serving): Promise<FromSupervisor> {
  const { address, token, isRemoteAllowed, from, stopped } = options;
  const child = forkChild(new URL("supervisor-process.js", import.meta.url), {
    env: workerEnvironment(),
    execArgv: process.execArgv,
    serialization: "advanced",
  });
  let left: FromSupervisor | null = null;
  child.process.on("message", (told: FromSupervisor) => {
    left = told;
  });
  const order: SupervisorOrder = { address, token, name, seat, isRemoteAllowed, from };
  tell(child, { kind: "serve", order });
  void stopped.then(() => tell(child, { kind: "leave", why: "it was told to stop" }));
  const how = await child.closed;
  if (left !== null) return left;
  const words = how.kind === "not started" ? how.error.message : (how.signal ?? `exit code ${how.code}`);
  throw new MqbenchError("invalid", `its supervising process ended by itself (${words})\n${child.output}`.trim());
}

function tell(child: Child, message: ToSupervisor): void {
  child.send(message);
}
