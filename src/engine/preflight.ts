/** One connection before thousands: whether the broker can be used at all, in words. */
import type { RunningBroker } from "../broker/running-broker.ts";
import { MqbenchError } from "../errors.ts";
import type { ClientEvents } from "../mqtt/client.ts";
import { sweepEveryMs } from "../mqtt/keepalive.ts";
import { Ledger } from "../mqtt/ledger.ts";
import { NativeClient } from "../mqtt/native-client.ts";
import { tcpTransport } from "../mqtt/transport.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { trialClock } from "./clock.ts";

const readBufferBytes = 64 * 1024;

/** Connects once as the sensors will, and leaves. Throws the broker's reason, or what happened instead of an answer. */
export async function greetBroker(broker: RunningBroker, scenario: Scenario, clientId: string): Promise<void> {
  const now = trialClock(process.hrtime.bigint());
  let wasOpen = false;
  let sweep: NodeJS.Timeout | undefined;
  const cause = await new Promise<string>((resolve) => {
    const events: ClientEvents = {
      ...unexpected,
      opened(opened) {
        wasOpen = true;
        opened.disconnect();
        resolve("");
      },
      closed: (_, why) => resolve(why),
    };
    const open = tcpTransport({
      host: broker.host,
      port: broker.port,
      buffer: new Uint8Array(readBufferBytes),
    });
    const { protocol, keepaliveSeconds } = scenario;
    const { username, password } = broker;
    const connectTimeoutNs = scenario.connect.timeoutNs;
    const ledger = new Ledger(1);
    const client = new NativeClient(
      {
        protocol,
        isCleanSession: true,
        keepaliveSeconds,
        connectTimeoutNs,
        username,
        password,
        runTag: 0,
        open,
        ledger,
        events,
        now,
      },
      { index: 0, clientId, publisher: undefined },
    );
    client.connect();
    sweep = setInterval(() => client.sweep(now()), sweepEveryMs);
  });
  clearInterval(sweep);
  if (wasOpen) return;
  throw new MqbenchError("invalid", `cannot use the broker at ${broker.facts.url}: ${cause}`, {
    hint: hintFor(cause),
  });
}

/** A client that only connects is told nothing else. */
const unexpected: Omit<ClientEvents, "opened" | "closed"> = {
  subscribed: () => undefined,
  acknowledged: () => undefined,
  refused: () => undefined,
  abandoned: () => undefined,
  arrived: () => 0,
  released: () => undefined,
  intendedNsOf: () => -1,
  ponged: () => undefined,
};

function hintFor(cause: string): string | undefined {
  if (cause.startsWith("connection refused")) return "start the broker, or leave out --broker to use the embedded one";
  if (/user name|authorized/u.test(cause))
    return "give MQBENCH_USERNAME and MQBENCH_PASSWORD, or mqtt://user:password@host";
  if (/protocol version/u.test(cause)) return "try another version: --set protocol='\"3.1.1\"'";
  return undefined;
}
