/** The fleet whose cost reports reckon: what the file states of it, and otherwise what the sensors are on average. Pure but for the files of services. */
import type { SensorGroup, StatedFleet } from "./base.ts";
import type { Report } from "./document/mistake.ts";
import { connectingGroups } from "./messages/message-kinds.ts";
import type { FleetInput } from "./money/fleet-keys.ts";
import { noSuchService, readService } from "./money/service-files.ts";
import { resolveRules } from "./money/tariff.ts";
import type { Tariff } from "./money/tariff.ts";
import { averagePayloadBytes } from "./planning/payload-lengths.ts";
import type { ScenarioFile } from "./schema.ts";

type Input = Pick<ScenarioFile, "fleet" | "keepalive" | "seed">;

/** null: neither the file nor the sensors' schedules say how often a device sends. */
export function statedFleet(
  { fleet, keepalive, seed }: Input,
  sensors: readonly SensorGroup[],
  report: Report,
): StatedFleet | null {
  const devices = connectingGroups(sensors).reduce((sum, [, { count }]) => sum + count, 0);
  const bytesOf = (group: number): number => averagePayloadBytes({ sensors, seed }, group);
  const timed = sensors.flatMap(({ count, schedule }, group) =>
    schedule.kind === "closed" ? [] : [{ rate: count / schedule.periodNs, bytes: bytesOf(group) }],
  );
  const rate = timed.reduce((sum, each) => sum + each.rate, 0);
  const isTimed = timed.length === sensors.length;
  const charged = fleet === undefined ? {} : chargesOf(fleet, report);
  const periodNs = fleet?.every ?? (isTimed ? devices / rate : undefined);
  if (periodNs === undefined) return null;
  const sizes = isTimed ? timed : sensors.map(({ count }, group) => ({ rate: count, bytes: bytesOf(group) }));
  const weight = sizes.reduce((sum, each) => sum + each.rate, 0);
  const average = sizes.reduce((sum, each) => sum + each.rate * each.bytes, 0) / weight;
  const payloadBytes = fleet?.payload ?? Math.round(average);
  const { commands } = fleet ?? {};
  return {
    devices: fleet?.devices ?? devices,
    periodNs: Math.round(periodNs),
    payloadBytes,
    keepaliveSeconds: Math.round((fleet?.keepalive ?? keepalive) / 1e9),
    ...(fleet?.cut !== undefined && { cutShare: fleet.cut }),
    ...(commands && { commands: { periodNs: commands.every, payloadBytes: commands.payload ?? payloadBytes } }),
    ...charged,
    ...("tariff" in charged && sensors.every(({ retain }) => retain) && { isRetained: true }),
  };
}

type Charges = Pick<StatedFleet, "tls" | "tariff" | "data" | "radio">;

/** What a service, a data plan and a battery take; what is wrong with that is told. */
function chargesOf(fleet: FleetInput, report: Report): Charges {
  const { tls, data, radio, cut = 0 } = fleet;
  const service = typeof fleet.tariff === "string" ? readService(fleet.tariff) : undefined;
  const tariff = tariffOf(fleet.tariff, service?.tariff ?? null, report);
  const version = tls?.version ?? service?.tls ?? "none";
  const isReckoned = tariff !== null || data !== undefined;
  if (isReckoned && version !== "none" && cut > 0 && tls?.handshake === undefined)
    report(
      ["fleet", "tls"],
      `fleet.tls says nothing of the bytes of a handshake, which each reconnect after a cut takes: add \`tls: { version: "${version}", handshake: 4kB }\``,
    );
  return {
    ...(version !== "none" && { tls: { version, handshakeBytes: tls?.handshake ?? 0 } }),
    ...(tariff !== null && { tariff }),
    ...(data && { data: { ...data.price, stepBytes: data.step, rounds: data.rounds } }),
    ...(radio && {
      radio: {
        rttNs: radio.rtt,
        wakeNs: radio.wake,
        tailNs: radio.tail,
        powerWatts: radio.power,
        release: radio.release,
        ...(radio.battery !== undefined && { batteryWattHours: radio.battery }),
      },
    }),
  };
}

function tariffOf(input: FleetInput["tariff"], ofService: Tariff | null, report: Report): Tariff | null {
  const path = ["fleet", "tariff"];
  if (input === undefined || ofService !== null) return ofService;
  if (typeof input === "string") {
    const isKnown = readService(input) !== undefined;
    report(
      path,
      `fleet.tariff: ${isKnown ? `the prices of ${input} do not come with mqbench: state rules of your own` : noSuchService(input)}`,
    );
    return null;
  }
  const resolved = resolveRules(input, path, report);
  const own = { service: "the scenario's own tariff", region: null, read: null, sources: [], notes: [] };
  return { ...own, levels: [0, 1, 2], ...resolved };
}
