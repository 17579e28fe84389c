/** From the file's groups of sensors to the scenario's: a group by itself for each kind of message, on the connections of the first. */
import type { SensorGroup } from "../base.ts";
import { clientsOf, payloadText, topicText } from "../devices/resolve-clients.ts";
import type { ClientsSurroundings } from "../devices/resolve-clients.ts";
import type { NamingText } from "../devices/resolve-identity.ts";
import type { Report } from "../document/mistake.ts";
import { dotted } from "../document/path.ts";
import type { Path } from "../document/path.ts";
import type { GroupLink } from "../keys/link.ts";
import { resolvePhases } from "../keys/phases.ts";
import type { Adapted } from "../loads/load-row.ts";
import { rowOf } from "../loads.ts";
import { readPayload } from "../payloads/resolve-payload.ts";
import type { ReadPayload } from "../payloads/resolve-payload.ts";
import { findPropertyMistakes, resolveProperties } from "../properties/property-keys.ts";
import { readAssignedId } from "../properties/assigned-id.ts";
import { readOptions } from "../properties/subscription-options.ts";
import { reportOlderVersion, reportUnscheduledAlias } from "../properties/version5-keys.ts";
import { findRateMistakes, meanPeriodNs, resolveRate } from "../rates/rate-keys.ts";
import type { ScenarioFile } from "../schema.ts";
import { findNamesTaken, kindsStated } from "./expand-messages.ts";
import type { SensorInput, StatedKind } from "./expand-messages.ts";
import { messageKeys } from "./message-keys.ts";

export interface StatedGroup<T> {
  readonly group: T;
  readonly path: Path;
}

export interface ResolvedSensors {
  readonly group: SensorGroup;
  /** Of a key of it. */
  readonly pathOf: (key: Path) => Path;
}

interface Surroundings extends ClientsSurroundings {
  readonly adapted: Adapted;
  readonly linkOf: (group: SensorInput, path: Path) => GroupLink | null;
}

export function resolveSensors(
  groups: readonly StatedGroup<SensorInput>[],
  input: ScenarioFile,
  around: Surroundings,
): readonly ResolvedSensors[] {
  const { report } = around;
  const resolved: ResolvedSensors[] = [];
  const all: StatedKind[] = [];
  for (const [index, { group, path }] of groups.entries()) {
    const name = group.name ?? (groups.length === 1 ? "sensors" : `sensors ${index + 1}`);
    const kinds = kindsStated(group, input, path, report);
    all.push(...kinds);
    resolved.push(...resolveGroup({ group, path, name, kinds, carrier: resolved.length }, input, around));
  }
  const alone = resolved.filter(({ group: { device } }) => device === undefined);
  findNamesTaken(
    all,
    alone.map(({ group: { name } }) => name),
    report,
  );
  return resolved;
}

interface Named extends StatedGroup<SensorInput> {
  readonly name: string;
  readonly kinds: readonly StatedKind[];
  /** The number of its first kind. */
  readonly carrier: number;
}

function resolveGroup(
  { group, path, name, kinds, carrier }: Named,
  input: ScenarioFile,
  around: Surroundings,
): readonly ResolvedSensors[] {
  const { adapted, file, report } = around;
  const { count } = group;
  const payloads = kinds.map((kind) =>
    readPayload(kind.payload, { count, file, path: [...kind.path, "payload"], report }),
  );
  const who = clientsOf(group, path, textsOf(group, path, kinds, payloads), around);
  const link = around.linkOf(group, path);
  const heard = listenOf(group, input, path, report);
  const named = readAssignedId(group, input, { path, report, isCut: link?.cut != null });
  return kinds.map((kind, index): ResolvedSensors => {
    const payload = payloads[index] ?? readPayload(kind.payload, { count, file, path: kind.path, report });
    return {
      group: {
        name: kind.name ?? name,
        count,
        ...(kind.name !== null && { device: { name, carrier } }),
        qos: kind.qos ?? input.qos ?? adapted.qos,
        ...who,
        ...named,
        topic: adapted.topic(kind.topic),
        payload: payload.make(who.devices),
        ...propertiesOf(kind, input, report),
        ...topicAliasOf(kind, input, report),
        retain: kind.retain || adapted.isRetained,
        schedule: resolveSchedule(kind, count, input, report),
        window: Math.max(group.window, adapted.window(count)),
        listen: index === 0 ? heard : null,
        link,
      },
      pathOf: (key) => [...(key.length === 0 || Object.hasOwn(messageKeys, String(key[0])) ? kind.path : path), ...key],
    };
  });
}

function listenOf({ listen }: SensorInput, input: ScenarioFile, path: Path, report: Report): SensorGroup["listen"] {
  if (listen === undefined) return null;
  const { topic, qos = input.qos ?? 0 } = listen;
  return { topic, qos, ...readOptions(listen, input, [...path, "listen"], report) };
}

/** The texts of a group that may name a column, besides who its clients are. */
function textsOf(
  { listen }: SensorInput,
  path: Path,
  kinds: readonly StatedKind[],
  payloads: readonly ReadPayload[],
): readonly NamingText[] {
  const within = (kind: StatedKind): Path => kind.path.slice(path.length);
  return [
    ...kinds.map((kind) => topicText([...within(kind), "topic"], kind.topic)),
    topicText(["listen", "topic"], listen?.topic ?? ""),
    ...kinds.flatMap((kind, index) =>
      (payloads[index]?.columns ?? []).map((column) => payloadText([...within(kind), "payload"], column)),
    ),
  ];
}

function propertiesOf(
  { properties, payload, path }: StatedKind,
  { protocol, load }: Pick<ScenarioFile, "protocol" | "load">,
  report: Report,
): Pick<SensorGroup, "properties"> {
  if (properties === undefined) return {};
  const { isScheduled } = rowOf(load).traits;
  const around = { protocol, load: load.kind, isScheduled, payload: payload.kind };
  for (const [keys, text] of findPropertyMistakes(properties, around)) {
    const at = [...path, "properties", ...keys];
    report(at, `${dotted(at)} ${text}`);
  }
  return { properties: resolveProperties(properties) };
}

function topicAliasOf(
  { topicAlias, name, path }: StatedKind,
  { protocol, load, client }: Pick<ScenarioFile, "protocol" | "load" | "client">,
  report: Report,
): Pick<SensorGroup, "topicAlias"> {
  const around = { protocol, path, report };
  reportOlderVersion({ topicAlias }, around);
  reportUnscheduledAlias(topicAlias, { kind: load.kind, isScheduled: rowOf(load).traits.isScheduled }, around);
  const at = [...path, "topicAlias"];
  if (topicAlias && name !== null && client === "mqttjs")
    report(at, `${dotted(at)} is not for client mqttjs: it gives an alias to every topic of a connection, or to none`);
  return topicAlias ? { topicAlias } : {};
}

function resolveSchedule(
  { every, rate, loop, arrival, name, path }: StatedKind,
  count: number,
  { load, phases }: Pick<ScenarioFile, "load" | "phases">,
  report: Report,
): SensorGroup["schedule"] {
  const isTimed = every !== undefined || rate !== undefined;
  if (!rowOf(load).traits.isScheduled) {
    if (isTimed) report(path, `${dotted(path)} sends at no rate under load ${load.kind}: leave out every and rate`);
    return { kind: "closed" };
  }
  if (loop === "closed") {
    if (isTimed) report(path, "in a closed loop the next message leaves when one completes: leave out every and rate");
    return { kind: "closed" };
  }
  if (every !== undefined && rate !== undefined) report(path, "every and rate say the same thing: leave out one");
  if (!isTimed) report(path, `${dotted(path)} does not say how often it sends: add ${scheduleForms(name)}`);
  if (typeof rate !== "object") return { kind: arrival, periodNs: every ?? (count / (rate ?? 1)) * 1e9 };
  const times = resolvePhases(phases);
  for (const text of findRateMistakes(rate, arrival, times)) report([...path, "rate"], `${dotted(path)}.${text}`);
  const course = resolveRate(rate, times);
  return { kind: arrival, periodNs: meanPeriodNs(course, count, times), course };
}

/** `name`: of one of several messages, which have no closed loop. */
function scheduleForms(name: string | null): string {
  return name === null ? "`every: 5s`, `rate: 2000/s` or `loop: closed`" : "`every: 5s` or `rate: 2000/s`";
}
