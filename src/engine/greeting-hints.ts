/** The next step for a broker that could not be used, by why. Pure. */
import type { Endpoint } from "../mqtt/endpoint.ts";

/** undefined: the reason says all there is to say. */
export function hintFor(cause: string, endpoint: Pick<Endpoint, "protocol" | "username">): string | undefined {
  const { protocol } = endpoint;
  if (cause.startsWith("connection refused")) return "start the broker, or leave out --broker to use the embedded one";
  if (/user name|authorized/u.test(cause)) return userHint(endpoint);
  if (cause.includes("no WebSocket at this path"))
    return "name the path behind the port, as the broker has it: ws://host:port/mqtt, or /ws";
  if (cause.includes("speaks TLS, not plain"))
    return `write ${protocol === "ws" ? "wss" : "mqtts"}:// for ${protocol}://`;
  if (cause.includes("does not speak TLS")) return `write ${protocol === "wss" ? "ws" : "mqtt"}:// for ${protocol}://`;
  if (cause.includes("answers with HTTP"))
    return "MQTT is on another port of the broker (1883 where nothing else is set), or behind a WebSocket: ws://host:port/path";
  return undefined;
}

function userHint({ username }: Pick<Endpoint, "username">): string {
  return username === undefined
    ? "give MQBENCH_USERNAME and MQBENCH_PASSWORD, or mqtt://user:password@host"
    : "a user name was given, and the broker does not let it in: check both it and its password, and what the broker allows it";
}
