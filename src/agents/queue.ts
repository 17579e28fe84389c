/** The queue in which a run offers its seats: made for work that is done at least once, and held here to at most once. */
import type { QueueOptions, WorkerOptions } from "bullmq";
import { endsWhenLost, redisOptions } from "./redis.ts";
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

/** An agent that does not renew its lock is gone within 5 s; a busy machine lets one wait a second or two. */
const lock = { lockDuration: 3000, lockRenewTime: 500, stalledInterval: 750, maxStalledCount: 0 } as const;

const prefix = "mqbench";

export function queueName({ pool }: Seal): string {
  return `agents-${pool}`;
}

/** A run's end of the queue: a Redis that is lost ends the run, and none of it waits for one that comes back. */
export function queueOptions(address: RedisAddress): QueueOptions {
  return { prefix, connection: { ...blocking(address), ...endsWhenLost } };
}

/** As `queueOptions`, for what waits in Redis without end. */
export function eventsOptions(address: RedisAddress): QueueOptions {
  const { retryStrategy } = endsWhenLost;
  return { prefix, connection: { ...blocking(address), retryStrategy } };
}

export function stallCheckOptions(address: RedisAddress): WorkerOptions {
  return { ...queueOptions(address), ...lock, autorun: false };
}

/** An agent's: it waits for a Redis that is lost to come back. */
export function workerOptions(address: RedisAddress): WorkerOptions {
  return { prefix, connection: blocking(address), ...lock, concurrency: 1 };
}

function blocking(address: RedisAddress) {
  return { ...redisOptions(address), maxRetriesPerRequest: null };
}
