/** The services whose prices and quotas come with mqbench, a file each in `services/`: dated data, with where it was read. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";
import { nearest } from "../document/nearest.ts";
import { quotasSchema } from "./quota-keys.ts";
import type { Quotas } from "./quota-keys.ts";
import { resolveRules } from "./tariff.ts";
import type { Tariff } from "./tariff.ts";
import { rules } from "./tariff-keys.ts";

const folder = new URL("../../../services/", import.meta.url);
const date = z.string().regex(/^\d{4}-\d\d(?:-\d\d)?$/u);
const sources = z.array(z.url()).min(1);

const serviceSchema = z.strictObject({
  service: z.string(),
  region: z.string().optional(),
  levels: z.array(z.int().min(0).max(2)),
  tls: z.enum(["none", "1.2", "1.3"]).default("none"),
  tariff: z.strictObject({ read: date, sources, notes: z.array(z.string()).default([]), rules }).optional(),
  quotas: quotasSchema.optional(),
});

export interface Service {
  readonly name: string;
  /** QoS levels that it has. */
  readonly levels: readonly number[];
  readonly tls: "none" | "1.2" | "1.3";
  /** null: its prices are not known here. */
  readonly tariff: Tariff | null;
  /** null: they are not known here. */
  readonly quotas: Quotas | null;
}

/** In alphabetical order. */
export function serviceNames(): readonly string[] {
  return readdirSync(fileURLToPath(folder))
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => name.slice(0, -".yaml".length))
    .toSorted();
}

/** In words, why there is no service of a name: with the nearest. */
export function noSuchService(name: string): string {
  return `no service is called ${JSON.stringify(name)}${nearest(name, serviceNames())}`;
}

/** undefined: there is none. */
export function readService(name: string): Service | undefined {
  if (!serviceNames().includes(name)) return undefined;
  const text = readFileSync(new URL(`${name}.yaml`, folder), "utf8");
  const { service, region = null, levels, tls, tariff, quotas = null } = serviceSchema.parse(parse(text));
  const told = (_: unknown, problem: string): never => {
    throw new Error(`services/${name}.yaml: ${problem}`);
  };
  const whole = { name: service, levels, tls, quotas };
  if (tariff === undefined) return { ...whole, tariff: null };
  const priced = resolveRules(tariff.rules, ["tariff", "rules"], told);
  const { read, sources: from, notes } = tariff;
  return { ...whole, tariff: { service, region, read, sources: from, notes, levels, ...priced } };
}
