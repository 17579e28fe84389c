/** A load that is driven step by step, run to its end on a scripted broker and a fake clock. */
import { vi } from "vitest";
import { loopbackEndpoint } from "../../mqtt/transport/endpoint.ts";
import { fakeScenario } from "../../scenario/testing/fake-scenario.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { GroupSecrets } from "../messages.ts";
import { Bench } from "../stepwise/bench.ts";
import type { Stepwise } from "../stepwise/stepped-load.ts";
import { timerMetronome } from "./timer-metronome.ts";
import type { ScriptedBroker } from "./scripted-broker.ts";

/** Timers must be fake. Rejects as the load does. */
export async function runSteps<Load extends Stepwise>(
  broker: ScriptedBroker,
  changes: Partial<Scenario>,
  make: (bench: Bench) => Load,
  secrets: readonly GroupSecrets[] = [],
): Promise<Load> {
  const now = (): number => Date.now() * 1e6;
  const bench = new Bench({
    scenario: fakeScenario(changes),
    endpoint: loopbackEndpoint(1883),
    open: broker.open,
    routes: [],
    secrets,
    openTo: () => broker.open,
    prefix: "abcdef",
    runTag: 1,
    now,
    startMetronome: timerMetronome(now),
    onStep: () => undefined,
  });
  const load = make(bench);
  const ended = { isOver: false };
  const running = load.run().finally(() => {
    ended.isOver = true;
  });
  // Whoever awaits it below hears of it.
  running.catch(() => undefined);
  // 10 minutes of the fake clock are longer than any load here takes.
  for (let step = 0; step < 60_000 && !ended.isOver; step += 1) await vi.advanceTimersByTimeAsync(10);
  await running;
  return load;
}
