/** The clients that a load may run on, a row each: one is loaded when it is asked for. */
import { prepareStream } from "../transport/open-transport.ts";
import { keepIdentifierTable } from "../wire/generate.ts";
import type { ClientContext, ClientSpec, MqttClient } from "./client.ts";

export type MakeClient = (context: ClientContext, spec: ClientSpec) => MqttClient;

const drivers = {
  native: async (): Promise<MakeClient> => {
    const { NativeClient } = await import("./native-client.ts");
    return (context, spec) => new NativeClient(context, spec);
  },
  mqttjs: async (): Promise<MakeClient> => {
    const { MqttjsClient } = await import("./mqttjs/mqttjs-client.ts");
    keepIdentifierTable();
    // Prepared, so that connecting does not parse certificates.
    return (context, spec) => new MqttjsClient(context, spec, prepareStream(context.endpoint));
  },
};

export async function loadDriver(name: keyof typeof drivers): Promise<MakeClient> {
  return await drivers[name]();
}
