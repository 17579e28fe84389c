/** What a shard asks of its load, whichever kind it is, and what of it a load may leave out. */
import type { Recorder } from "../../metrics/recorder.ts";
import type { MqttClient } from "../../mqtt/client/client.ts";
import type { AgesPart, FromWorker, LoadTimes, ShardReport, ShardTask } from "../messages.ts";
import type { StartMetronome } from "../pacing/metronome.ts";
import type { AnswerGaps } from "./answer-gaps.ts";
import type { MadeClients } from "./make-clients.ts";
import type { Outages } from "./outages.ts";
import type { Phases } from "./phases.ts";

export interface ShardLoad {
  start(times: LoadTimes): void;
  /** From then on nothing is due; what waits now stays unsent. */
  stop(atNs: number): void;
  /** A connection is up (again). */
  opened(client: MqttClient, nowNs: number): void;
  /** A message of the sensor at that place is handed to the socket. */
  sent(place: number, account: number, intendedNs: number, sentNs: number): void;
  acknowledged(client: MqttClient, slot: number, nowNs: number): void;
  refused(client: MqttClient, slot: number): void;
  abandoned(slot: number): void;
  /** Messages that are due and have not left. */
  readonly waiting: number;
  /** Age of the oldest message of measure that is still in flight, by its intended time; null when there is none. */
  readonly oldestUnfinishedNs: number | null;
  /** Between acknowledgements; null where no closed loop waits for any. */
  readonly gaps: AnswerGaps | null;
  /** Ages of the messages of measure that have not ended; `legs` takes the legs of these that have: null while the trial goes on. */
  unended(nowNs: number, legs: Recorder | null): readonly AgesPart[];
  /** Whether the client of that index, whose connection was lost then, has a handshake to complete that is not completed. */
  owes(index: number, lostNs: number): boolean;
  sentBySensor(): ShardReport["sent"];
  /** Which messages of measure were sent and have not ended, when everything is over. */
  unfinished(): ShardReport["unfinished"];
  /** Bring what a level needs to the broker. */
  fill(level: number): void;
  /** Let go of what a level is below the one before. */
  settle(): void;
  /** A delivery of this trial's came. */
  arrived(client: MqttClient): void;
}

/** A load that sends nothing and waits for nothing: what others are made from. */
export const inert: ShardLoad = {
  start: () => undefined,
  stop: () => undefined,
  opened: () => undefined,
  sent: () => undefined,
  acknowledged: () => undefined,
  refused: () => undefined,
  abandoned: () => undefined,
  waiting: 0,
  oldestUnfinishedNs: null,
  gaps: null,
  unended: () => [],
  owes: () => false,
  sentBySensor: () => ({
    sensors: new Int32Array(0),
    all: new Uint32Array(0),
    measured: new Uint32Array(0),
    refusedAll: new Uint32Array(0),
    refusedMeasured: new Uint32Array(0),
  }),
  unfinished: () => ({ sensors: new Int32Array(0), sequences: new Uint32Array(0) }),
  fill: () => undefined,
  settle: () => undefined,
  arrived: () => undefined,
};

/** What a shard gives its load to work with. */
interface LoadSurroundings extends MadeClients {
  readonly task: ShardTask;
  readonly recorder: Recorder;
  readonly phases: Phases;
  readonly outages: Outages;
  readonly now: () => number;
  readonly startMetronome: StartMetronome;
  readonly post: (message: FromWorker) => void;
}

/** The shard's part of a kind of load. */
export interface ShardLoadKind<Load> {
  /** sending: they publish, and connect with the others; silent: they publish nothing; away: nor do they connect until the load has them. */
  sensorsAre(load: Load): "sending" | "silent" | "away";
  make(surroundings: LoadSurroundings, load: Load): ShardLoad;
}
