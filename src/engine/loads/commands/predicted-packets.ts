/** The packets and bytes that commands and their replies must take over the four hops. Pure. */
import { addExchanges } from "../../../mqtt/wire/cost-model.ts";
import type { HopTally } from "../../../mqtt/wire/cost-model.ts";
import type { MessagesOfAllHops } from "../../../result/sections/ledger-section.ts";
import { audiencesOf, matchSensors } from "../../../scenario/audiences.ts";
import { topicsOf } from "../../../scenario/fleet.ts";
import type { Qos } from "../../../scenario/keys/qos.ts";
import { commandsTo, commandTopics } from "../../../scenario/loads/command-keys.ts";
import type { CommandsLoad } from "../../../scenario/loads/command-keys.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import { bothWays } from "../../stepwise/message-ledger.ts";

/** `sent`: commands by device. */
export function predictCommands(
  scenario: Scenario,
  load: CommandsLoad,
  sent: readonly number[],
): MessagesOfAllHops["predicted"] {
  const { protocol } = scenario;
  /** What clients send, and what is sent to them, with the answers to each. */
  const [fromClients, toClients]: [HopTally, HopTally] = [
    { forward: {}, back: {} },
    { forward: {}, back: {} },
  ];
  const audiences = audiencesOf(scenario);
  const [heard, topics, replies] = [matchSensors(scenario), commandTopics(scenario, load), topicsOf(scenario)];
  let device = 0;
  for (const group of scenario.sensors) {
    const { qos, subscribeQos, replyQos, isReplied, withheldNth } = commandsTo(load, group);
    const payloadBytes = group.payload.bytes;
    for (let number = 0; number < group.count; number += 1, device += 1) {
      const commands = sent[device] ?? 0;
      const out = { protocol, payloadBytes, topicBytes: Buffer.byteLength(topics[device] ?? "") };
      addExchanges(fromClients, { ...out, qos }, commands);
      addExchanges(toClients, { ...out, qos: lower(qos, subscribeQos) }, commands);
      if (!isReplied) continue;
      const replied = commands - (withheldNth === null ? 0 : Math.floor(commands / withheldNth));
      const back = { protocol, payloadBytes, topicBytes: Buffer.byteLength(replies[device] ?? "") };
      addExchanges(fromClients, { ...back, qos: replyQos }, replied);
      for (const place of heard[device] ?? [])
        addExchanges(toClients, { ...back, qos: lower(replyQos, audiences[place]?.qos ?? 0) }, replied);
    }
  }
  return bothWays(fromClients, toClients);
}

/** 3.8.4: a message is delivered at the lower of its own QoS and the one granted. */
function lower(a: Qos, b: Qos): Qos {
  return a < b ? a : b;
}
