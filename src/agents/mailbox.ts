/** Lists in Redis that one side writes and one reads: every message once, in order, and none left behind. */
import type { Redis } from "ioredis";
import type { Seal } from "./seal.ts";

/** What nobody reads any more is gone after so long. */
const keptMs = 60_000;
/** Messages that are taken at once, once one is there. */
const mostAtOnce = 256;

export class Outbox<Message> {
  readonly #redis: Redis;
  readonly #key: string;
  readonly #seal: Seal;

  constructor(redis: Redis, key: string, seal: Seal) {
    this.#redis = redis;
    this.#key = key;
    this.#seal = seal;
  }

  /** Resolves when Redis has it, or the connection is lost, of which whoever reads hears. */
  async send(message: Message): Promise<void> {
    const sealed = this.#seal.close(message, this.#key);
    await this.#redis
      .pipeline()
      .rpush(this.#key, sealed)
      .pexpire(this.#key, keptMs)
      .exec()
      .catch(() => undefined);
  }
}

interface Inbox<Message> {
  /** A connection of its own: it waits in Redis. */
  readonly redis: Redis;
  readonly key: string;
  readonly seal: Seal;
  readonly onMessage: (message: Message) => void;
}

/** Reads until the connection ends; then it resolves. What was written by others than those with the token is nobody's message. */
export async function readInbox<Message>({ redis, key, seal, onMessage }: Inbox<Message>): Promise<void> {
  for (;;) {
    const first = await redis.blpopBuffer(key, 0).catch(() => null);
    if (first === null) return;
    const more = await redis.lpopBuffer(key, mostAtOnce).catch(() => null);
    for (const sealed of [first[1], ...(more ?? [])]) {
      const opened = openOrNull(seal, sealed, key);
      if (opened !== null) onMessage(opened.message);
    }
  }
}

/** null: it was written without the token. */
function openOrNull(seal: Seal, sealed: Buffer, key: string): { readonly message: ReturnType<Seal["open"]> } | null {
  try {
    return { message: seal.open(sealed, key) };
  } catch {
    return null;
  }
}
