/** What a shard asks of its load, whichever kind it is. */
import type { MqttClient } from "../../mqtt/client/client.ts";
import type { Recorder } from "../../metrics/recorder.ts";
import type { AgesPart } from "../account/totals.ts";
import type { AnswerGaps } from "./answer-gaps.ts";
import type { LoadTimes, ShardReport } from "../messages.ts";

export interface ShardLoad {
  start(times: LoadTimes): void;
  /** From then on nothing is due; what waits now stays unsent. */
  stop(atNs: number): void;
  /** A connection is up (again). */
  opened(client: MqttClient, nowNs: number): void;
  /** A message is handed to the socket. */
  sent(client: MqttClient, account: number, intendedNs: number, sentNs: number): void;
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
  /** Whether the client at that place, whose connection was lost then, has a handshake to complete that is not completed. */
  owes(place: number, lostNs: number): boolean;
  sentBySensor(): ShardReport["sent"];
  /** Which messages of measure were sent and have not ended, when everything is over. */
  unfinished(): ShardReport["unfinished"];
}

/** Of a load whose messages are not counted by sensor. */
export const nothingSent: ShardReport["sent"] = {
  sensors: new Int32Array(0),
  all: new Uint32Array(0),
  measured: new Uint32Array(0),
  refusedAll: new Uint32Array(0),
  refusedMeasured: new Uint32Array(0),
};

/** The same. */
export const noneUnfinished: ShardLoad["unfinished"] = () => ({
  sensors: new Int32Array(0),
  sequences: new Uint32Array(0),
});

/** Of a load whose messages have no latencies. */
export const noneUnended: ShardLoad["unended"] = () => [];
export const nothingOwed: ShardLoad["owes"] = () => false;
