/** Keys that stand for themselves: what each says is worked out from its own value alone. A row a key, thrice. */
import type { z } from "zod";
import { resolveBrokerRestart } from "./keys/broker/broker-restart.ts";
import type { BrokerRestart, brokerRestartSchema } from "./keys/broker/broker-restart.ts";
import { resolveConnect } from "./keys/connect.ts";
import type { Connect, connectSchema } from "./keys/connect.ts";
import type { Pacing } from "./keys/pacing-grid.ts";
import { resolvePhases } from "./keys/phases.ts";
import type { PhaseTimes, phasesSchema } from "./keys/phases.ts";
import type { protocol } from "./keys/protocol-value.ts";
import { resolveWorkers } from "./keys/workers.ts";
import type { Workers, workersSchema } from "./keys/workers.ts";

export interface PlainKeys {
  readonly name: string;
  readonly description: string | null;
  readonly protocol: z.output<typeof protocol>;
  readonly client: "native" | "mqttjs";
  readonly pacing: Pacing;
  /** null: the broker runs from the first phase to the last. */
  readonly brokerRestart: BrokerRestart | null;
  readonly connect: Connect;
  readonly keepaliveSeconds: number;
  readonly phases: PhaseTimes;
  readonly trials: number;
  readonly seed: number;
  readonly workers: Workers;
}

/** The same as the file has them. */
interface Input extends Pick<PlainKeys, "name" | "protocol" | "client" | "pacing" | "trials" | "seed"> {
  readonly description?: string | undefined;
  readonly brokerRestart?: z.output<typeof brokerRestartSchema> | undefined;
  readonly connect: z.output<typeof connectSchema>;
  /** Nanoseconds. */
  readonly keepalive: number;
  readonly phases: z.output<typeof phasesSchema>;
  readonly workers?: z.output<typeof workersSchema>;
}

export function resolvePlainKeys(input: Input): PlainKeys {
  return {
    name: input.name,
    description: input.description ?? null,
    protocol: input.protocol,
    client: input.client,
    pacing: input.pacing,
    brokerRestart: resolveBrokerRestart(input.brokerRestart),
    connect: resolveConnect(input.connect),
    keepaliveSeconds: Math.round(input.keepalive / 1e9),
    phases: resolvePhases(input.phases),
    trials: input.trials,
    seed: input.seed,
    workers: resolveWorkers(input.workers),
  };
}
