/** What a test needs of the machine: without it the test is skipped and says why; in CI, where everything is installed, it fails. */
import type { TestContext } from "vitest";
import { whyMissing } from "../src/broker/catalogue.ts";
import { managedByName } from "../src/broker/facts/broker-spec.ts";
import { findProgram } from "../src/machine/find-program.ts";
import type { BrokerName } from "../src/broker/facts/names.ts";

export async function needBroker(context: TestContext, name: BrokerName): Promise<void> {
  const why = await whyMissing(managedByName(name));
  if (why !== undefined) lack(context, why);
}

/** The path of a program. */
export function needProgram(context: TestContext, name: string): string {
  return findProgram(name) ?? lack(context, `${name} is not installed`);
}

function lack(context: TestContext, why: string): never {
  if (process.env["CI"] !== undefined) throw new Error(why);
  return context.skip(why);
}
