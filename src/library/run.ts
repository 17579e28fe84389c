/** `run`: measures a scenario in this process. */
import { hintForUnable } from "../engine/trial/greeting-hints.ts";
import { localHosts } from "../engine/trial/local-hosts.ts";
import type { RunOptions as EngineOptions } from "../engine/run.ts";
import { MqbenchError } from "../errors.ts";
import type { RunResult, Trial } from "../result/schema.ts";
import { machineWarnings } from "../scenario/planning/machine-limits.ts";
import { measureRun } from "../search/measured-run.ts";
import { prepareRun } from "../search/prepare-run.ts";
import { commandWords } from "./command-words.ts";
import { readWithOptions } from "./read-with-options.ts";
import type { ScenarioOptions } from "./read-with-options.ts";

/** What is told while a run is made. */
export type RunEvent =
  /** Of this machine and the scenario, before the first trial. */
  | { readonly kind: "warning"; readonly text: string }
  /** Once a second: where a trial is. */
  | {
      readonly kind: "progress";
      /** `qos=2`; empty where nothing is swept. */
      readonly case: string;
      /** From 1, within its case. */
      readonly trial: number;
      /** Of a load that runs in steps, the step. */
      readonly phase: string;
      /** Since the trial began. */
      readonly elapsedNs: number;
      /** Messages a second, of the last second; null where nothing is told of it. */
      readonly sent: number | null;
      readonly acknowledged: number | null;
      readonly delivered: number | null;
    }
  /** A trial is over. */
  | { readonly kind: "trial"; readonly trial: Trial }
  /** The result so far is in a file; `problem` says why it is not where it belongs, `path` null: it is nowhere. */
  | { readonly kind: "saved"; readonly path: string | null; readonly problem: string | null };

export interface RunOptions extends ScenarioOptions {
  /** Folder in which the result is kept after every trial; left out: it is kept nowhere but in what is returned. */
  readonly out?: string;
  /** Load may go to a broker on another machine. */
  readonly allowRemote?: boolean;
  /** Ends the run: what is in flight is drained, the broker stopped, and the promise rejected with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called in order, between the measuring thread's seconds; what it throws ends nothing that is measured, and rejects in the end. */
  readonly onEvent?: (event: RunEvent) => void;
}

/**
 * Makes every trial of a scenario, a file or a name of `mqbench scenarios`. A trial that is not valid, and a threshold that fails, reject nothing:
 * they stand in the result. Throws a `MqbenchError` for mistakes of the scenario, and for what this machine or the broker cannot do.
 */
export async function run(scenario: string, options: RunOptions = {}): Promise<RunResult> {
  const { signal, out = null } = options;
  signal?.throwIfAborted();
  const read = readWithOptions(scenario, options);
  const prepared = await prepareRun(read, {
    isRemoteAllowed: options.allowRemote === true,
    hasAgents: false,
    notes: [],
    command: wordsOf(scenario, options),
  });
  const { plan, machine } = prepared;
  const listener = guarded(options.onEvent ?? (() => undefined));
  const onEvent = listener.tell;
  for (const text of new Set(plan.cases.flatMap((each) => machineWarnings(each.scenario, machine))))
    onEvent({ kind: "warning", text });
  const hosts = localHosts(machine);
  const over = new AbortController();
  const interrupted = new Promise<void>((stop) => {
    if (signal?.aborted === true) stop();
    signal?.addEventListener("abort", () => stop(), { signal: over.signal });
  });
  try {
    const { result, done } = measureRun({
      prepared,
      hosts,
      out,
      interrupted,
      onProgress: (progress) => onEvent(progressEvent(progress)),
      onTrial: (trial) => onEvent({ kind: "trial", trial }),
      onSaved: (saved) => onEvent({ kind: "saved", ...saved }),
    });
    await done;
    listener.rethrow();
    if (result.status !== "complete") signal?.throwIfAborted();
    requireAble(result);
    return result;
  } finally {
    over.abort();
    await hosts.end();
  }
}

/** What a listener throws must not strike the engine, which tells it from its timers: it is thrown when the run is over. */
function guarded(onEvent: (event: RunEvent) => void): {
  readonly tell: (event: RunEvent) => void;
  readonly rethrow: () => void;
} {
  const thrown: unknown[] = [];
  return {
    tell: (event) => {
      try {
        onEvent(event);
      } catch (error) {
        thrown.push(error);
      }
    },
    rethrow: () => {
      if (thrown.length > 0) throw thrown[0];
    },
  };
}

function progressEvent(progress: Parameters<EngineOptions["onProgress"]>[0]): RunEvent {
  const { planned, elapsedNs } = progress;
  const at = { kind: "progress", case: planned.case.id, trial: planned.trial, elapsedNs } as const;
  if ("title" in progress) return { ...at, phase: progress.title, sent: null, acknowledged: null, delivered: null };
  const { sent, acknowledged, delivered } = progress.row;
  return { ...at, phase: progress.phase, sent, acknowledged, delivered };
}

/** Throws where the broker could run no case at all. */
function requireAble({ cases }: RunResult): void {
  const cannot = cases.flatMap(({ unsupported }) => unsupported ?? []);
  if (cannot.length === cases.length)
    throw new MqbenchError("invalid", [...new Set(cannot)], { hint: hintForUnable(cannot) });
}

/** The command line that makes the run again. */
function wordsOf(scenario: string, options: RunOptions): readonly string[] {
  const { broker, set = {}, trials, seed, workers, allowRemote } = options;
  return commandWords("run", scenario, {
    broker: typeof broker === "string" ? [broker] : broker,
    set: Object.entries(set).map(([key, value]) => `${key}=${JSON.stringify(value)}`),
    trials: trials?.toString(),
    seed: seed?.toString(),
    workers: workers?.toString(),
    allowRemote,
  });
}
