/** The 16 bytes that say which message it is, and the filler behind them. */
import { fillSeeded, readIntendedUs, readSensor, readSequence, writeIdentity } from "../src/mqtt/wire/payload.ts";
import { newPublishView, PublishTemplate, readPublish } from "../src/mqtt/wire/codec.ts";
import { OwnMessages } from "../src/engine/shard/received/own-messages.ts";
import { TemplatedPublish } from "../src/mqtt/payload/templated-publish.ts";
import { makeColumn } from "../src/scenario/devices/device-rows.ts";
import { readJson } from "../src/scenario/payloads/json-payload.ts";
import { cellsOf, makeTemplate } from "../src/scenario/payloads/template.ts";
import { fakeScenario, fakeSensors } from "../src/scenario/testing/fake-scenario.ts";
import { repeats } from "./task.ts";
import type { Task } from "./task.ts";

/** Topic and every byte of an arrived message, held against what was sent. */
function checkTask(payloadBytes: number): Task {
  const payload = new Uint8Array(payloadBytes);
  fillSeeded(payload, 1);
  const topic = new TextEncoder().encode("sensors/00042/temperature");
  const template = new PublishTemplate({
    isVersion5: false,
    qos: 1,
    isRetained: false,
    topicBytes: topic.length,
    payload,
  });
  const packet = Buffer.from(template.fill(topic, 1, 1, 41, 7, 1e6));
  const view = newPublishView();
  readPublish(packet, 0, packet.length - payloadBytes - topic.length - 4, packet.length, false, view);
  const scenario = fakeScenario({ sensors: [fakeSensors({ count: 10_000, topic: "sensors/{id}/temperature" })] });
  const own = new OwnMessages({ scenario, runTag: 1, payloads: [payload], epochUs: 0 });
  return {
    name: `check a delivery of ${payloadBytes.toLocaleString("en")} bytes`,
    run: () => {
      for (let n = 0; n < repeats; n += 1)
        if (own.alterationOf(own.groupOf(packet, view.payloadStart, packet.length), packet, view, packet.length) !== 0)
          throw new Error("found it altered");
    },
  };
}

/** Messages in 2^31 µs at one in 500 µs: a later time is an object on the heap, which whoever calls pays, whatever the payload. */
const halfAnHour = 2 ** 22;

/** A PUBLISH with a JSON payload of five slots. */
function templateTask(): Task {
  const json = {
    serial: "{csv.serial}",
    seq: "{seq}",
    at: "{time.iso}",
    value: "{random.walk 20 30 0.1}",
    state: "{pick on|off}",
  };
  const columns = new Map([["serial", makeColumn(Array.from({ length: 10_000 }, (_, row) => `dev-${10_000 + row}`))]]);
  const made = makeTemplate(readJson(json, 10_000).parts, { file: "fleet.csv", skip: 0, columns });
  if ("problem" in made) throw new Error(made.problem);
  const { parts, identity } = made.template;
  const cells = cellsOf(parts, { file: "fleet.csv", skip: 0, columns });
  const program = { parts, cells, identity, seed: 1, firstSensor: 0, mostBytes: made.bounds.most };
  const topic = new TextEncoder().encode("sensors/00042/temperature");
  const shape = { isVersion5: false, qos: 1, isRetained: false, topicBytes: topic.length };
  const template = new TemplatedPublish({ ...shape, program, trial: { runTag: 1, epochUs: Date.now() * 1000 } });
  let sequence = 0;
  return {
    name: "write a PUBLISH of a template with five slots",
    run: () => {
      for (let n = 0; n < repeats; n += 1, sequence = (sequence + 1) % halfAnHour)
        template.fill(topic, n, 1, n, Math.floor(sequence / 10_000), 500 * sequence);
    },
  };
}

export function payloadTasks(): readonly Task[] {
  const bytes = new Uint8Array(64);
  let sum = 0;
  return [
    {
      name: "write the identity",
      run: () => {
        for (let n = 0; n < repeats; n += 1) writeIdentity(bytes, 0, 1, n, n, 1e9 + n);
      },
    },
    {
      name: "read the identity",
      run: () => {
        for (let n = 0; n < repeats; n += 1)
          sum += readSensor(bytes, 0) + readSequence(bytes, 0) + readIntendedUs(bytes, 0);
        if (sum < 0) throw new Error("read a negative number");
      },
    },
    templateTask(),
    checkTask(64),
    checkTask(65_536),
    {
      name: "fill 64 bytes, once a run",
      run: () => {
        for (let n = 0; n < repeats; n += 1) fillSeeded(bytes, n);
      },
    },
  ];
}
