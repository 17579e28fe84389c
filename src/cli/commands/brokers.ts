/** `mqbench brokers`: what a scenario may name, what of it is installed, and what each can do. */
import { knownBrokers } from "../../broker/catalogue.ts";
import type { ExitName } from "../../errors.ts";
import { renderBrokers } from "../../report/answers/brokers-text.ts";
import { printText } from "../output.ts";

export async function brokersCommand(options: { readonly json?: boolean }): Promise<ExitName> {
  const brokers = await knownBrokers();
  printText(options.json === true ? `${JSON.stringify(brokers)}\n` : renderBrokers(brokers));
  return "passed";
}
