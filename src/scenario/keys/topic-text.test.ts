import { describe, expect, it } from "vitest";
import { problemsOf, readText, twoSensors } from "../testing/fake-scenario-file.ts";

describe("a topic to publish to", () => {
  it("may not hold a wildcard", () => {
    expect(problemsOf("name: x\nsensors: { count: 2, every: 1s, topic: sensors/+/t }\n")).toMatchInlineSnapshot(`
      [
        "s.yaml:2:40: sensors.topic: a topic to publish to must not contain the wildcards + or #, got "sensors/+/t"",
      ]
    `);
  });

  it("may not be longer than MQTT's 65,535 bytes", () => {
    const topic = `${"ä".repeat(32_767)}bc`;
    expect(problemsOf(`name: x\nsensors: { count: 2, every: 1s, topic: ${topic} }\n`)).toMatchInlineSnapshot(`
      [
        "s.yaml:2:40: sensors.topic must be at most 65,535 bytes, got 65,536",
      ]
    `);
  });

  it("may be 65,535 bytes long", () => {
    const topic = `${"ä".repeat(32_767)}b`;
    const [first] = readText(`name: x\nsensors: { count: 2, every: 1s, topic: ${topic} }\n`).cases;
    expect(first?.scenario.sensors[0]?.topic).toBe(topic);
  });

  it("may not hold the NUL character", () => {
    expect(problemsOf('name: x\nsensors: { count: 2, every: 1s, topic: "a\\0" }\n')).toMatchInlineSnapshot(`
      [
        "s.yaml:2:40: sensors.topic must not contain the NUL character",
      ]
    `);
  });
});

describe("a topic filter", () => {
  it.each([
    ["sport/tennis#"], // 4.7.1.2: # stands alone
    ["sport/tennis/#/ranking"], // and last
    ["sport+"], // 4.7.1.3: + stands alone
    ["sport/+a/b"],
  ])("may not be %s", (topic) => {
    expect(problemsOf(`name: x\n${twoSensors}\nsubscribers: { topic: ${topic} }\n`)).toEqual([
      `s.yaml:3:23: subscribers.topic: + must stand alone between slashes and # must be the last level, got "${topic}"`,
    ]);
  });

  it.each([
    ["'#'"], // everything
    ["'+/+/+/+'"], // one level each
    ["+/tennis/#"], // both
    ["'/+/{id}/+'"], // in the middle
  ])("may be %s", (topic) => {
    const sensors = "sensors: { count: 2, every: 1s, topic: '/tennis/{id}/x' }";
    expect(
      readText(
        `name: x\n${topic.startsWith("+/t") ? sensors.replace("/tennis", "x/tennis") : sensors}\nsubscribers: { topic: ${topic} }\n`,
      ).cases,
    ).toHaveLength(1);
  });

  it("says nothing of sharing: that is a key of its own", () => {
    const text = `name: x\n${twoSensors}\nsubscribers: { topic: $share/a/b }\n`;
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      [
        "s.yaml:3:23: subscribers.topic: a shared subscription is said by share: NAME beside the topic, got "$share/a/b"",
      ]
    `);
  });
});

describe("every topic", () => {
  const publish = (topic: string) => problemsOf(`name: x\nsensors: { count: 2, every: 1s, topic: "${topic}" }\n`)[0];
  const listen = (topic: string) =>
    problemsOf(`name: x\nsensors: { count: 2, every: 1s, listen: { topic: "${topic}" } }\n`)[0];
  const subscribe = (topic: string) => problemsOf(`name: x\n${twoSensors}\nsubscribers: { topic: "${topic}" }\n`)[0];

  it.each([
    ["t/{clientid}", "unknown placeholder `{clientid}`; known: {id}"],
    ["t/{ID}", "unknown placeholder `{ID}`; did you mean `{id}`?; braces have no other use"],
    ["t/{id", "unknown placeholder `{id`; did you mean `{id}`?"],
    ["t/id}", "unknown placeholder `}`"],
    ["t/%i", "`%i` is a placeholder of other tools: write {id} for a client's number"],
    ["t/%c/temperature", "`%c` is a placeholder of other tools"],
    ["a\\0b", "must not contain the NUL character"],
    ["a\\nb", "must not contain the control character U+000A"],
    ["a\\x7fb", "must not contain the control character U+007F"],
    ["a\\uFFFEb", "must not contain the control character U+FFFE"],
    ["a\\uD800b", "must not contain U+D800: half a character is not UTF-8"],
    ["", "must not be empty"],
  ])("may not be %j, wherever it stands", (topic, words) => {
    expect(publish(topic)).toMatch(/^s\.yaml:2:40: sensors\.topic/u);
    expect(publish(topic)).toContain(words);
    expect(listen(topic)).toMatch(/^s\.yaml:2:50: sensors\.listen\.topic/u);
    expect(listen(topic)).toContain(words);
    expect(subscribe(topic)).toMatch(/^s\.yaml:3:23: subscribers\.topic/u);
    expect(subscribe(topic)).toContain(words);
  });

  it("may hold a per cent sign that is no placeholder", () => {
    expect(readText('name: x\nsensors: { count: 2, every: 1s, topic: "humidity%/50%int/{id}" }\n').cases).toHaveLength(
      1,
    );
  });

  it("knows a message's number where it is published to only", () => {
    expect(subscribe("t/{message}")).toContain("unknown placeholder `{message}`; known: {id}");
  });

  it("is checked in every case of a sweep", () => {
    const text = `name: x\n${twoSensors}\nsweep: { sensors.topic: ["a/{id}", "a/%i"] }\n`;
    expect(problemsOf(text)).toEqual([
      's.yaml:3:8: case sensors.topic=a/%i: sensors.topic: `%i` is a placeholder of other tools: write {id} for a client\'s number, got "a/%i"',
    ]);
  });
});
