/** A shard with the network, the clock and the memory of the thread or process it runs in. */
import { loadDriver } from "../../mqtt/client/drivers.ts";
import type { Endpoint } from "../../mqtt/transport/endpoint.ts";
import { openTransport, takeSessions } from "../../mqtt/transport/open-transport.ts";
import type { OpenTransport } from "../../mqtt/transport/transport.ts";
import { gridNsOf } from "../../scenario/keys/pacing-grid.ts";
import type { Load } from "../../scenario/loads.ts";
import { trialClock } from "../clock.ts";
import { startMetronome } from "../pacing/metronome.ts";
import { collectGarbage } from "./collect-garbage.ts";
import { Shard } from "./shard.ts";
import type { ShardLoadKind } from "./shard-load.ts";
import type { FromWorker, ShardTask } from "../messages.ts";

/** Larger than most bursts of one subscriber, so that a read is one callback. */
const readBufferBytes = 256 * 1024;

/** `kindOf`: what a shard does of a load. */
export async function hostShard(
  task: ShardTask,
  send: (message: FromWorker) => void,
  kindOf: (load: Load) => ShardLoadKind<Load>,
): Promise<Shard> {
  const buffer = new Uint8Array(readBufferBytes);
  const resuming: Endpoint[] = [];
  const open = (endpoint: Endpoint): OpenTransport => {
    if (endpoint.tls?.isResumed === true) resuming.push(endpoint);
    return openTransport(endpoint, buffer);
  };
  const timeoutMs = task.scenario.connect.timeoutNs / 1e6;
  const post = (message: FromWorker): void => {
    // Before the first sample, so that what a session costs is in no figure.
    if (message.kind === "ready" && resuming.length > 0)
      return void takeSessions(resuming, timeoutMs).then(() => send(message));
    // The load follows: until then nothing is sent.
    if (message.kind === "subscribed") collectGarbage();
    send(message);
  };
  const { client, load, pacing } = task.scenario;
  const now = trialClock(task.epoch);
  const beat = { epoch: task.epoch, gridNs: gridNsOf[pacing], now };
  const makeClient = await loadDriver(client);
  return new Shard(task, {
    open,
    makeClient,
    post,
    now,
    startMetronome: (ring) => startMetronome(beat, ring),
    kind: kindOf(load),
  });
}
