/** Asks a broker that runs whether it has shared subscriptions: whether a message comes to a member of one. */
import { StepClient } from "../mqtt/client/step-client.ts";
import type { StepClientOptions } from "../mqtt/client/step-client.ts";

const nothing = new Uint8Array(0);
const first = 1;

export interface ShareQuestion {
  /** Of a connection of its own: a broker may end it over this question. */
  readonly client: StepClientOptions;
  /** Below which nobody else publishes or subscribes. */
  readonly topic: string;
  /** Resolves when it has been waited for long enough. */
  readonly patience: () => Promise<undefined>;
}

/**
 * Two empty messages follow each other on one connection, the first on what a shared subscription is of, the second on what a subscription of the
 * usual kind is of: when the second one comes and the first did not, it never will. null: neither came, or the usual one was refused.
 */
export async function askForShares({ client: options, topic, patience }: ShareQuestion): Promise<boolean | null> {
  const client = new StepClient(options);
  const [shared, usual] = [`${topic}/shared`, `${topic}/usual`];
  const told = new Promise<boolean>((resolve) => {
    client.onPacket = (packet) => {
      if (packet.type === "PUBLISH") resolve(packet.topic === shared);
    };
  });
  const answered = async (): Promise<boolean | null> => {
    await client.connect({ isClean: true, keepaliveSeconds: 60, will: null, expirySeconds: 0 });
    const granted = await client.subscribe({ filter: usual, qos: 0, retainHandling: 2 });
    if (granted === undefined || granted >= 0x80) return null;
    const code = await client.subscribe({ filter: `$share/mqbench/${shared}`, qos: 0, retainHandling: 2 });
    // The usual one was granted: what is refused, or ends the connection, is the shared one.
    if (code === undefined || code >= 0x80) return false;
    for (const [place, to] of [shared, usual].entries())
      client.publish({
        topic: to,
        payload: nothing,
        qos: 1,
        packetId: first + place,
        isDuplicate: false,
        isRetained: false,
      });
    return await told;
  };
  const answer = await Promise.race([answered().catch(() => null), patience()]);
  if (client.isOpen) {
    const ended = client.ended();
    client.leave();
    await Promise.race([ended, patience()]);
    client.reset();
  }
  return answer ?? null;
}
