/** The queue in which a run offers its seats: made for work that is done at least once, and held here to at most once. */
import type { QueueOptions, WorkerOptions } from "bullmq";
import { redisOptions } from "./redis.ts";
import type { RedisAddress } from "./redis.ts";
import type { Seal } from "./seal.ts";

export interface SeatJob {
  /** A `Seat`, in base64. */
  readonly sealed: string;
}

/** The context of its seal. */
export const seatContext = "seat";

/** A seat whose agent is lost is nobody's: a second agent would send again what the first has sent. */
export const jobOptions = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;

/** An agent that does not renew its lock is gone within 4 s. */
const lock = { lockDuration: 2000, lockRenewTime: 500, stalledInterval: 750, maxStalledCount: 0 } as const;

export function queueName({ pool }: Seal): string {
  return `agents-${pool}`;
}

export function queueOptions(address: RedisAddress): QueueOptions {
  return { prefix: "mqbench", connection: { ...redisOptions(address), maxRetriesPerRequest: null } };
}

export function workerOptions(address: RedisAddress): WorkerOptions {
  return { ...queueOptions(address), ...lock, concurrency: 1 };
}
