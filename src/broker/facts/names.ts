/** The brokers that mqbench starts by itself. */

export const brokerNames = ["embedded", "mosquitto", "rabbitmq", "nats", "activemq", "ejabberd"] as const;
export type BrokerName = (typeof brokerNames)[number];

export function isBrokerName(text: string): text is BrokerName {
  return brokerNames.some((name) => name === text);
}
