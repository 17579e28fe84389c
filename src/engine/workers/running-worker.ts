/** A shard that runs elsewhere, in a thread or a process, as the main thread sees it. */
import { MqbenchError, messageOf, systemRefusal } from "../../errors.ts";
import type { FromWorker, ToWorker } from "../messages.ts";

export type Reply<K extends FromWorker["kind"]> = Extract<FromWorker, { readonly kind: K }>;

export interface RunningWorker {
  /** What it is, in words. */
  readonly noun: string;
  /** The process that the worker is; null: it is a thread of this one. */
  readonly pid: number | null;
  /** Resolves when it fails or ends before it was told to; never otherwise. */
  readonly failed: Promise<Error>;
  post(message: ToWorker): void;
  /** Called with each of its messages. */
  onMessage(listener: (message: FromWorker) => void): void;
  /** The next message of a kind. */
  next<K extends FromWorker["kind"]>(kind: K): Promise<Reply<K>>;
  /** Ends it, whatever it does. */
  terminate(): Promise<void>;
}

interface MessageSource {
  on(event: "message", listener: (message: FromWorker) => void): unknown;
  off(event: "message", listener: (message: FromWorker) => void): unknown;
}

export async function nextOfKind<K extends FromWorker["kind"]>(source: MessageSource, kind: K): Promise<Reply<K>> {
  return await new Promise((resolve) => {
    const onMessage = (message: FromWorker): void => {
      if (!isOfKind(message, kind)) return;
      source.off("message", onMessage);
      resolve(message);
    };
    source.on("message", onMessage);
  });
}

function isOfKind<K extends FromWorker["kind"]>(message: FromWorker, kind: K): message is Reply<K> {
  return message.kind === kind;
}

/** Of a worker that the system has no thread, process or memory for. */
export function cannotStart(what: string, cause: unknown): MqbenchError {
  return new MqbenchError(
    "invalid",
    `${what} could not be started: ${systemRefusal(cause)?.message ?? messageOf(cause)}`,
    { cause },
  );
}
