/** A fresh mosquitto for a measurement, with nothing in it that holds anything back. */
import { managedByName } from "../src/broker/facts/broker-spec.ts";
import type { ManagedSpec } from "../src/broker/facts/broker-spec.ts";
import type { ServerPem } from "../src/broker/certificates/client-listener.ts";
import { loadDefinition } from "../src/broker/definition.ts";
import { startProcess } from "../src/broker/process/managed-process.ts";
import type { ManagedProcess } from "../src/broker/process/managed-process.ts";

/** Nothing waits in a way that leaves unread what the broker prints. Throws where it is not installed. */
export async function onMosquitto<T>(
  measure: (broker: ManagedProcess) => Promise<T>,
  spec: ManagedSpec = managedByName("mosquitto"),
  pem: ServerPem | null = null,
): Promise<T> {
  const definition = await loadDefinition("mosquitto");
  const program = definition?.find();
  if (definition === undefined || program === undefined)
    throw new Error("mosquitto is not installed: apt-get install mosquitto");
  const broker = await startProcess({ definition, program, spec, pem, logins: [] });
  try {
    return await measure(broker);
  } finally {
    await broker.stop();
  }
}
