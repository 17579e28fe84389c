/** The Redis by which a run and its agents talk: its address, and connections that end instead of coming back. */
import { isIP } from "node:net";
import { Redis } from "ioredis";
import { isLoopbackAddress, canonicalHost } from "../broker/facts/host.ts";
import { urlProblem, userProblem } from "../broker/facts/url-parts.ts";
import { MqbenchError, messageOf } from "../errors.ts";
import { hideSecretsOfAddress } from "../secrets.ts";

/** Plain, so that it can be handed to a process. */
export interface RedisAddress {
  /** Path of a socket of this machine; null: host and port. */
  readonly path: string | null;
  readonly host: string;
  readonly port: number;
  readonly isEncrypted: boolean;
  readonly username: string | null;
  readonly password: string | null;
  readonly database: number;
  /** Without what must not be shown. */
  readonly shown: string;
}

const defaultPort = 6379;
const connectMs = 5000;
/** Time for an answer: a Redis that stands still accepts connections all the same. */
const answerMs = 5000;
const forms = "redis://HOST:PORT, rediss://HOST:PORT, or the path of a socket";

export function parseRedisAddress(text: string): RedisAddress {
  const shown = hideSecretsOfAddress(text);
  const none = { host: "", port: 0, isEncrypted: false, username: null, password: null, database: 0, shown };
  if (text.startsWith("/")) return { ...none, path: text };
  const problem = urlProblem(text) ?? userProblem(text);
  if (problem !== undefined) throw new MqbenchError("usage", `--redis: ${problem}`);
  const url = URL.canParse(text) ? new URL(text) : null;
  const host = url === null ? undefined : canonicalHost(url.hostname);
  if (url === null || host === undefined || !["redis:", "rediss:"].includes(url.protocol))
    throw new MqbenchError("usage", `--redis: expected ${forms}, got ${shown}`);
  const isEncrypted = url.protocol === "rediss:";
  if (!isEncrypted && host !== "localhost" && !isLoopbackAddress(host))
    throw new MqbenchError("usage", `--redis: ${shown} is on another machine, and redis:// is not encrypted`, {
      hint: "use rediss://, or a tunnel: ssh -L 6379:127.0.0.1:6379 HOST",
    });
  const [, database] = /^\/?(\d*)$/u.exec(url.pathname) ?? [];
  if (database === undefined)
    throw new MqbenchError("usage", `--redis: expected the number of a database after the port, got ${shown}`);
  return {
    path: null,
    host,
    port: url.port === "" ? defaultPort : Number(url.port),
    isEncrypted,
    username: url.username === "" ? null : decodeURIComponent(url.username),
    password: url.password === "" ? null : decodeURIComponent(url.password),
    database: Number(database),
    shown,
  };
}

/** As `ioredis` and BullMQ take them. */
export function redisOptions(address: RedisAddress) {
  const { path, host, port, isEncrypted, username, password, database } = address;
  return {
    ...(path === null ? { host, port } : { path }),
    ...(isEncrypted && { tls: isIP(host) === 0 ? { servername: host } : {} }),
    ...(username !== null && { username }),
    ...(password !== null && { password }),
    db: database,
    connectTimeout: connectMs,
  };
}

/** A lost connection is not made again: what was on its way is not known then. What is asked has an answer in time, or none. */
export const endsWhenLost = { retryStrategy: () => null, commandTimeout: answerMs } as const;

/** Throws where there is none, or none that answers, or it has no such database: `connect` would go on in the first. */
export async function connectRedis(address: RedisAddress): Promise<Redis> {
  const redis = await connected(address, endsWhenLost);
  if (address.database === 0) return redis;
  try {
    await redis.select(address.database);
    return redis;
  } catch (error) {
    redis.disconnect();
    throw cannotReach(address, error);
  }
}

/** For what waits in Redis without end. To be made where another connection was answered. */
export async function connectForWaiting(address: RedisAddress): Promise<Redis> {
  const { retryStrategy } = endsWhenLost;
  return await connected(address, { retryStrategy, enableReadyCheck: false });
}

interface Manners {
  readonly retryStrategy: () => null;
  readonly commandTimeout?: number;
  readonly enableReadyCheck?: boolean;
}

async function connected(address: RedisAddress, manners: Manners): Promise<Redis> {
  const own = { lazyConnect: true, maxRetriesPerRequest: 0, enableOfflineQueue: false };
  const redis = new Redis({ ...redisOptions(address), ...own, ...manners });
  let why: Error | undefined;
  // Whoever uses it hears of it by `close`.
  redis.on("error", (error: Error) => {
    why = error;
  });
  try {
    await redis.connect();
  } catch (error) {
    redis.disconnect();
    throw cannotReach(address, why ?? error);
  }
  return redis;
}

export function cannotReach({ shown }: RedisAddress, cause: unknown): MqbenchError {
  return new MqbenchError("invalid", `cannot use Redis at ${shown}: ${messageOf(cause)}`, {
    hint: "start it (redis-server), or give its address: --redis",
    cause,
  });
}
