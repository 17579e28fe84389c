/** What the clients of a shard publish: the kinds of their messages, and the packets that those of equal lengths share. */
import type { MessageKind, PublisherSpec } from "../../../mqtt/client/client.ts";
import { InflightTable } from "../../../mqtt/client/inflight-table.ts";
import { TemplatedPublish } from "../../../mqtt/payload/templated-publish.ts";
import { PublishTemplate } from "../../../mqtt/wire/codec.ts";
import type { PublishPacket } from "../../../mqtt/wire/codec.ts";
import { publishBytes, statedPropertyBytes, topicAliasBytes } from "../../../mqtt/wire/cost-model.ts";
import { encodeProperties } from "../../../mqtt/wire/publish-properties.ts";
import { expandText } from "../../../scenario/devices/expand-text.ts";
import { firstSensors } from "../../../scenario/fleet.ts";
import { numberedTopic } from "../../../scenario/loads/hold-steps.ts";
import { connectingGroups, kindsOn } from "../../../scenario/messages/message-kinds.ts";
import type { NumberedGroup } from "../../../scenario/messages/message-kinds.ts";
import type { SensorGroup } from "../../../scenario/base.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import type { Member } from "./members.ts";
import type { ShardTask } from "../../messages.ts";

/** One kind of a client's messages. */
export interface KindOfClient {
  readonly group: number;
  /** Its number over all sensors of the case. */
  readonly sensor: number;
}

export class Publishers {
  readonly table: InflightTable;
  readonly #task: ShardTask;
  readonly #firstSensors: readonly number[];
  /** By the group that connects. */
  readonly #kinds: ReadonlyMap<number, readonly NumberedGroup[]>;
  /** By group, length of topic and alias. */
  readonly #templates = new Map<string, PublishPacket>();

  /** `clients`: those of the shard that publish. */
  constructor(task: ShardTask, clients: number) {
    const { sensors } = task.scenario;
    this.#task = task;
    this.table = new InflightTable(clients, largestWindow(task.scenario));
    this.#firstSensors = firstSensors(task.scenario);
    this.#kinds = new Map(connectingGroups(sensors).map(([group]) => [group, kindsOn(sensors, group)]));
  }

  kindsOf({ role, group: carrier, numberInGroup }: Member): readonly KindOfClient[] {
    if (role !== "sensor") return [];
    const kinds = this.#kinds.get(carrier) ?? [];
    return kinds.map(([group]) => ({ group, sensor: (this.#firstSensors[group] ?? 0) + numberInGroup }));
  }

  /** `row`: in the table; `firstPlace`: of its kinds among those of all clients. undefined: it publishes nothing. */
  specOf(member: Member, row: number, firstPlace: number): PublisherSpec | undefined {
    if (member.role !== "sensor") return undefined;
    const { group: carrier, numberInGroup } = member;
    const groups = this.#kinds.get(carrier) ?? [];
    let aliases = 0;
    const kinds = groups.map(([group, sensors]) => {
      const alias = sensors.topicAlias === true ? (aliases += 1) : null;
      return this.#kindOf(group, sensors, numberInGroup, alias);
    });
    const window = groups[0]?.[1].window ?? 1;
    return { window, table: this.table, row, firstPlace, kinds };
  }

  /** `alias`: that stands for its topic, from 1; null: none does. */
  #kindOf(group: number, sensors: SensorGroup, numberInGroup: number, alias: number | null): MessageKind {
    const text = expandText(sensors.topic, sensors, numberInGroup);
    const topic = new TextEncoder().encode(numberedTopic(text)?.topic ?? text);
    const { qos, payload, properties } = sensors;
    const packetBytes = publishBytes({
      protocol: this.#task.scenario.protocol,
      topicBytes: topic.length,
      payloadBytes: payload.bytes,
      qos,
      propertyBytes: statedPropertyBytes(properties) + (alias === null ? 0 : topicAliasBytes),
    });
    const sensor = (this.#firstSensors[group] ?? 0) + numberInGroup;
    const template = this.#templateFor(group, sensors, topic.length);
    const introducing = alias === null ? template : this.#templateFor(group, sensors, topic.length, alias);
    const aliased =
      alias === null ? undefined : { alias, introducing, short: this.#templateFor(group, sensors, 0, alias) };
    return { sensor, qos, topic, template, aliased, packetBytes, properties };
  }

  /** One for all of a group whose topics are equally long; `alias`: that a message of it names. */
  #templateFor(
    group: number,
    { qos, retain, properties }: SensorGroup,
    topicBytes: number,
    alias?: number,
  ): PublishPacket {
    const { scenario, payloads, runTag, epochUs } = this.#task;
    const key = `${group}/${topicBytes}/${alias ?? "none"}`;
    const known = this.#templates.get(key);
    if (known !== undefined) return known;
    const shape = {
      isVersion5: scenario.protocol === "5",
      qos,
      isRetained: retain,
      topicBytes,
      properties: properties === undefined && alias === undefined ? undefined : encodeProperties(properties, alias),
    };
    const payload = payloads[group];
    if (payload === undefined) throw new Error(`no payload for group ${group}`);
    const made =
      payload instanceof Uint8Array
        ? new PublishTemplate({ ...shape, payload })
        : new TemplatedPublish({ ...shape, program: payload, trial: { runTag, epochUs } });
    this.#templates.set(key, made);
    return made;
  }
}

/** The largest window of a client; at QoS 0 nothing is in flight. */
function largestWindow({ sensors }: Scenario): number {
  return Math.max(1, ...sensors.map(({ qos, window }) => (qos > 0 ? window : 1)));
}
