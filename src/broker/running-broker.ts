/** A broker under test, whoever started it. */

export interface RunningBroker {
  readonly facts: {
    readonly kind: string;
    readonly name: string;
    readonly version: string | null;
    /** Without user and password. */
    readonly url: string;
    readonly configuration: Readonly<Record<string, string | number | boolean>>;
  };
  readonly host: string;
  readonly port: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** The process to measure; null where it is not known. */
  readonly pid: number | null;
  /** The broker's own gauges; null where it has none or does not answer. */
  sample(): Promise<BrokerGauges | null>;
  /** Resolves with words when the broker ends before it was told to; never otherwise. */
  readonly exited: Promise<string>;
  /** Idempotent. */
  stop(): Promise<void>;
}

export interface BrokerGauges {
  /** Heap and what hangs on it outside. */
  readonly heapBytes: number;
  readonly inflight: number;
}
