/** What a kind of load is to a scenario: its keys, and what it asks of the others. A row of the registry. */
import type { z } from "zod";
import type { MetricName } from "../../metrics/catalogue.ts";
import type { ScenarioBase } from "../base.ts";
import type { Qos } from "../keys/qos.ts";

/** A mistake of a scenario in words, with the key it concerns. */
export type KeyMistake = readonly [key: string, text: string];

/** What a load does not do like every other one; the words are used in messages. */
export interface LoadTraits {
  /**
   * phases: warm-up, measure, drain, as long as the scenario says; levels: as long as a broker needs for each; steps: one
   * after the other, driven by the main thread alone.
   */
  readonly course: "phases" | "levels" | "steps";
  /** Whether sensors send by `every`, `rate` or `loop`, and messages are counted by group. */
  readonly isScheduled: boolean;
  /** What must match and be due, or nothing could be measured. */
  readonly mustReach: "what is due" | "who subscribes" | "nobody";
  /** Whether it finds out what a broker does, rule by rule and level by level: on connections to the broker itself, whatever it can do. */
  readonly isProbe: boolean;
}

/** What a load makes of other keys: of those that are left out, and of what it needs otherwise. */
export interface Adapted {
  readonly qos: Qos;
  readonly hasSubscribers: boolean;
  readonly isSessionClean: boolean;
  readonly isRetained: boolean;
  /** Whether the broker must resend within seconds, also where a timer decides when. */
  readonly resendsSoon: boolean;
  topic(stated: string): string;
  /** Messages in flight that each of `sensors` sensors needs at least. */
  window(sensors: number): number;
}

/** What most loads make of them. */
export const asStated: Adapted = {
  qos: 0,
  hasSubscribers: true,
  isSessionClean: true,
  isRetained: false,
  resendsSoon: false,
  topic: (stated) => stated,
  window: () => 0,
};

/** Methods, not functions as values: so the row of one kind stands for that of any, and whoever asks it passes what it resolved. */
export interface LoadRow<Schema extends z.ZodType, Load> {
  readonly schema: Schema;
  readonly traits: LoadTraits;
  /** The load with its units as plain numbers. */
  resolve(input: z.output<Schema>): Load;
  adapt(input: z.output<Schema>): Adapted;
  findMistakes(scenario: ScenarioBase, load: Load): readonly KeyMistake[];
  /** Most connections at once. */
  connections(scenario: ScenarioBase, load: Load): number;
  /** The longest time that the load takes where the broker has no say in it; connecting left out. */
  timeNs(scenario: ScenarioBase, load: Load): number;
  /** The most that one subscriber withholds its answer to; 0 where none does. */
  heldBySubscriber(scenario: ScenarioBase, load: Load): number;
  /** QoS levels that it uses besides those of the groups; left out: none. */
  ownQos?(load: Load): { readonly publish: readonly Qos[]; readonly subscribe: readonly Qos[] };
  /** Samples that a latency of its own has; undefined: nobody can know. Left out: of none. */
  plannedSamples?(metric: MetricName, scenario: ScenarioBase, load: Load): number | undefined;
  /** What `capacity` raises where it is the load that says how often, a second; left out: the sensors say it, or nobody. */
  ownRate?(load: Load): number;
  atRate?(load: Load, ratePerSecond: number): Load;
  /** A case in one line of words. */
  summarise(scenario: ScenarioBase, load: Load): string;
  /** What mqbench sends beside the clients, so as to know what the broker did, in words. */
  alsoSends(scenario: ScenarioBase, load: Load): readonly string[];
  /** What is left at the broker and cleared after each trial. */
  leaves(scenario: ScenarioBase): { readonly sessions: boolean; readonly retained: boolean };
  /** Why a metric of this load cannot exist in a scenario of it, in words; null: it can. */
  whyNoMetric(metric: MetricName, scenario: ScenarioBase, load: Load): string | null;
}
