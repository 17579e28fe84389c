/** The names of the brokers that mqbench starts by itself. */
import { brokerFacts } from "./known-brokers.ts";

export type BrokerName = keyof typeof brokerFacts;

export const brokerNames: readonly BrokerName[] = Object.keys(brokerFacts).filter(isBrokerName);

export function isBrokerName(text: string): text is BrokerName {
  return Object.hasOwn(brokerFacts, text);
}
