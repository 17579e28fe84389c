/** Whether two runs were made where their times may be compared. Pure. */
import { createHash } from "node:crypto";
import type { Environment } from "../result/schema.ts";

const gibibyte = 1024 ** 3;

/** What decides how fast the same work is: the machine and what runs on it, not what is measured. */
function traits(environment: Environment): Readonly<Record<string, string>> {
  return {
    platform: environment.platform,
    kernel: environment.kernel,
    cpu: environment.cpu,
    cores: String(environment.cores),
    // Two machines of one kind differ by a few pages.
    memory: `${Math.round(environment.memoryBytes / gibibyte)} GiB`,
    node: environment.node,
  };
}

/** 8 hexadecimal digits, the same for machines whose times may be compared. */
export function fingerprint(environment: Environment): string {
  return createHash("sha256")
    .update(JSON.stringify(traits(environment)))
    .digest("hex")
    .slice(0, 8);
}

/** In words; empty when they match. */
export function environmentDifferences(base: Environment, head: Environment): readonly string[] {
  const of = traits(head);
  return Object.entries(traits(base)).flatMap(([name, value]) =>
    of[name] === value ? [] : [`${name} ${value} → ${of[name]}`],
  );
}
