/** The nine pairs of publish and subscribe QoS: what comes live, and what comes retained, at which QoS and with which flag. */
import type { StepClient } from "../../../mqtt/client/step-client.ts";
import type { Qos } from "../../../mqtt/client/step-packets.ts";
import { identityBytes } from "../../../mqtt/wire/payload.ts";
import type { QosPair } from "../../../result/loads/retained.ts";
import type { RetainedLoad } from "../../../scenario/loads/retained.ts";
import { cleanSession, StepFailure } from "../../stepwise/bench.ts";
import type { Bench } from "../../stepwise/bench.ts";
import { Receiver } from "../../stepwise/receiver.ts";
import { notAnswered, Sender } from "../../stepwise/sender.ts";
import { SteppedMessages, zeros } from "../../stepwise/stepped-messages.ts";

const levels: readonly Qos[] = [0, 1, 2];

export async function* findPairs(bench: Bench, load: RetainedLoad, topic: string): AsyncGenerator<QosPair> {
  /** Levels at which a PUBLISH was not answered: it is not waited for again. */
  const unanswered = new Set<Qos>();
  for (const filter of ["exact", "wildcard"] as const)
    for (const publishQos of levels)
      for (const subscribeQos of levels) {
        bench.step(`QoS ${publishQos} → ${subscribeQos}, ${filter} filter`);
        const isAnswered = !unanswered.has(publishQos);
        const pair = await findPair({
          bench,
          load,
          topic: `${topic}/pair`,
          filter,
          publishQos,
          subscribeQos,
          isAnswered,
        });
        if (pair.note === notAnswered) unanswered.add(publishQos);
        yield pair;
      }
}

/** Pairs that came, or did not come, against the specification. */
export function pairsWrong(pairs: readonly QosPair[]): number {
  return pairs.filter((pair) => !isAsPredicted(pair)).length;
}

export function isAsPredicted({ note, predictedQos, grantedQos, live, retained }: QosPair): boolean {
  if (note !== null || grantedQos === null) return false;
  // 3.3.1.3: the retain flag is set for a new subscription, and not for one that was there.
  const isLive = live !== null && live.qos === predictedQos && !live.isRetained;
  return isLive && retained !== null && retained.qos === predictedQos && retained.isRetained;
}

interface PairOptions {
  readonly bench: Bench;
  readonly load: RetainedLoad;
  readonly topic: string;
  readonly filter: QosPair["filter"];
  readonly publishQos: Qos;
  readonly subscribeQos: Qos;
  readonly isAnswered: boolean;
}

type Arrival = QosPair["live"];

async function findPair(options: PairOptions): Promise<QosPair> {
  const { bench, load, topic, filter, publishQos, subscribeQos, isAnswered } = options;
  const name = `${filter === "exact" ? "e" : "w"}${publishQos}${subscribeQos}`;
  const subscription = {
    filter: filter === "exact" ? topic : topic.replace(/[^/]+$/u, "+"),
    qos: subscribeQos,
    retainHandling: 0,
  } as const;
  const [before, after] = [bench.client("subscribers", `b${name}`), bench.client("subscribers", `a${name}`)];
  const publisher = bench.client("sensors", `p${name}`);
  const messages = new SteppedMessages(bench, [topic], zeros(identityBytes));
  const live = watch(before, messages);
  const retained = watch(after, messages);
  await bench.connectAll([before, publisher], () => cleanSession);
  const code = await bench.askFor(before, subscription);
  bench.retains([topic]);
  const message = { topic, payload: messages.payloadOf({ sensor: 0, sequence: 0 }), qos: publishQos, isRetained: true };
  const problem = await new Sender(bench, publisher).send([message], isAnswered ? undefined : load.settleNs);
  await bench.until(() => live.arrival !== null, load.settleNs);
  await bench.connect(after, cleanSession);
  await bench.askFor(after, subscription);
  await bench.until(() => retained.arrival !== null, load.settleNs);
  await bench.leave([before, after, publisher]);
  await bench.clearRetained();
  // What is left would be found by the next pair.
  if (bench.left.retained.length > 0)
    throw new StepFailure(`the broker did not acknowledge the message that clears ${topic}`);
  const grantedQos = code > 2 ? null : code;
  return {
    publishQos,
    subscribeQos,
    filter,
    grantedQos,
    predictedQos: Math.min(publishQos, grantedQos ?? subscribeQos),
    live: live.arrival,
    retained: retained.arrival,
    note: problem ?? null,
  };
}

/** The first message. */
function watch(client: StepClient, messages: SteppedMessages): { arrival: Arrival } {
  const seen: { arrival: Arrival } = { arrival: null };
  const half = new Receiver({
    client,
    onDelivery: (publish) => {
      const { qos, isRetained } = publish;
      if (messages.read(publish) !== undefined) seen.arrival ??= { qos, isRetained };
    },
  });
  client.onPacket = (packet, atNs) => half.receive(packet, atNs);
  return seen;
}
