/** The next step for a broker that could not be used, by why. Pure. */
import type { Endpoint } from "../../mqtt/transport/endpoint.ts";
import { protocols } from "../../mqtt/transport/protocols.ts";
import type { CauseCode } from "../../mqtt/wire/cause.ts";

/** undefined: the reason says all there is to say. */
export function hintFor(code: CauseCode, endpoint: Pick<Endpoint, "protocol" | "username">): string | undefined {
  const { protocol } = endpoint;
  const { plain, secure, otherPorts } = protocols[protocol];
  switch (code) {
    case "nothing listens":
      return "start the broker, or leave out --broker to use the embedded one";
    case "not let in":
      return userHint(endpoint);
    case "no such path":
      return "add the path after the port, as the broker has it: ws://host:port/mqtt, or /ws";
    case "speaks TLS":
      return `write ${secure}:// for ${protocol}://`;
    case "speaks no TLS":
      return `write ${plain}:// for ${protocol}://`;
    case "speaks HTTP":
      return "MQTT is on another port of the broker (1883 where nothing else is set), or behind a WebSocket: ws://host:port/path";
    case "closed":
      return `${otherPorts}; else the broker's log says why`;
    default:
      return undefined;
  }
}

/** For a run of which no case can be made, by what the broker cannot do; undefined: there is none. */
export function hintForUnable(whys: readonly string[]): string | undefined {
  const granted = whys.map((why) => /grants QoS (\d) to a QoS/u.exec(why)?.[1]).find((qos) => qos !== undefined);
  if (granted === undefined) return undefined;
  return `it would deliver at QoS ${granted}, whatever is published: subscribe at that (--set subscribers.qos=${granted}), or let the broker grant more`;
}

function userHint({ username }: Pick<Endpoint, "username">): string {
  return username === undefined
    ? "give MQBENCH_USERNAME and MQBENCH_PASSWORD, or mqtt://user:password@host"
    : "the broker refuses the user name that was given: check it, its password, and what the broker allows it";
}
