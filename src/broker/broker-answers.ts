/** What brokers that mqbench starts answered in this run: each version is asked once, before the first trial. */
import { randomBytes } from "node:crypto";
import { Ledger } from "../mqtt/wire/ledger.ts";
import { askBroker } from "./ask-broker.ts";
import type { Answers } from "./facts/answers.ts";
import type { ManagedSpec } from "./facts/broker-spec.ts";
import type { RunningBroker } from "./running-broker.ts";

interface KnownAnswers {
  readonly version: string | null;
  readonly answers: Answers;
}

const patienceMs = 5000;
/** Answers by name and configuration: within a run the installed version stays the same. */
const known = new Map<string, KnownAnswers>();

export function knownAnswers(spec: ManagedSpec): KnownAnswers | undefined {
  return known.get(keyOf(spec));
}

/** The same broker, with its answers among its facts; it is asked when none of its kind has been. */
export async function withAnswers(broker: RunningBroker, spec: ManagedSpec): Promise<RunningBroker> {
  const key = keyOf(spec);
  const { version } = broker.facts;
  let found = known.get(key);
  const ledger = new Ledger(1);
  if (found === undefined || found.version !== version) {
    const [endpoint] = broker.plain === undefined ? broker.endpoints : [broker.plain];
    if (endpoint === undefined) return broker;
    const mark = randomBytes(4).toString("hex");
    found = { version, answers: await askBroker({ endpoint, mark, patienceMs, ledger }) };
    known.set(key, found);
  }
  return {
    ...broker,
    facts: { ...broker.facts, answers: found.answers },
    ownConnections: () => [...(broker.ownConnections?.() ?? []), { purpose: "questions", ledger }],
  };
}

function keyOf({ name, config }: ManagedSpec): string {
  return `${name} ${config}`;
}
