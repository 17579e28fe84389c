/** What the live page is told: plain values that stand as JSON in server-sent events. */

/** Everything, to a page that was just opened. */
export interface LiveState {
  readonly run: string;
  readonly scenario: string;
  /** Where the run stands; null: its first second is not over. */
  readonly now: LiveRow | null;
  /** The last hour of the trial that runs, a row a second. */
  readonly rows: readonly LiveRow[];
  readonly ended: readonly EndedTrial[];
}

export interface LiveTrial {
  /** In words, with its case. */
  readonly title: string;
  /** Of the case, as `10,000 sensors × 0.2 msg/s × 64 B`. */
  readonly summary: string;
  readonly connections: number;
}

/** A second of a trial; of a load that is driven step by step, what it does now. */
export interface LiveRow {
  readonly trial: LiveTrial;
  /** Since the trial began. */
  readonly second: number;
  readonly phase: string;
  /** At most; null: nobody knows. */
  readonly leftNs: number | null;
  /** By the names of the result's series, of this second alone; what is null was not measured. */
  readonly values: Readonly<Record<string, number | null>>;
  /** By the names of the metrics, since measure began. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface EndedTrial {
  readonly title: string;
  readonly valid: boolean;
  /** Why it is not valid; which thresholds failed; empty where there is nothing to say. */
  readonly because: readonly string[];
  /** As the result has them. */
  readonly counts: Readonly<Record<string, number>>;
}

interface LiveEnd {
  /** In words: where the result is. */
  readonly text: string;
}

/** What an event of each name carries. */
export interface LiveEvents {
  readonly state: LiveState;
  readonly row: LiveRow;
  readonly ended: EndedTrial;
  readonly over: LiveEnd;
}
