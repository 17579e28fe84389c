/** A fresh mosquitto for a measurement, with nothing in it that holds anything back. */
import { loadDefinition } from "../src/broker/definition.ts";
import { startProcess } from "../src/broker/process/managed-process.ts";
import type { ManagedProcess } from "../src/broker/process/managed-process.ts";

const spec = {
  kind: "managed",
  name: "mosquitto",
  instances: 1,
  config: "tuned",
  resendsSoon: false,
  isRestarted: false,
  cpus: { broker: null, shards: null },
} as const;

/** Nothing waits in a way that leaves unread what the broker prints. Throws where it is not installed. */
export async function onMosquitto<T>(measure: (broker: ManagedProcess) => Promise<T>): Promise<T> {
  const definition = await loadDefinition("mosquitto");
  const program = definition?.find();
  if (definition === undefined || program === undefined)
    throw new Error("mosquitto is not installed: apt-get install mosquitto");
  const broker = await startProcess({ definition, program, spec });
  try {
    return await measure(broker);
  } finally {
    await broker.stop();
  }
}
