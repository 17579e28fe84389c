/** What the steady load works with in a shard. */
import type { Recorder } from "../../../metrics/recorder.ts";
import type { InflightTable } from "../../../mqtt/client/inflight-table.ts";
import type { StartMetronome } from "../../pacing/metronome.ts";
import type { SensorGroup } from "../../../scenario/base.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import type { LoadSensor } from "../../shard/make-clients.ts";
import type { Outages } from "../../shard/outages.ts";
import type { Phases } from "../../shard/phases.ts";

export interface SteadyOptions {
  readonly sensors: readonly LoadSensor[];
  /** As `makeClients` has them. */
  readonly firstPlaces: Int32Array;
  readonly groups: readonly SensorGroup[];
  readonly seed: number;
  readonly pacing: Scenario["pacing"];
  readonly table: InflightTable;
  readonly recorder: Recorder;
  readonly phases: Phases;
  readonly outages: Outages;
  readonly now: () => number;
  readonly startMetronome: StartMetronome;
}
