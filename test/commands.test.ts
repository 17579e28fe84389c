/** The commands that run nothing: their output as a user sees it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mqbench, temporaryFolder, tiny } from "./mqbench.ts";

test("validate lists what each scenario of the project would run", async () => {
  const files = ["10k-sensors-qos2", "qos-cost", "smoke"].map((name) => `scenarios/${name}.yaml`);
  const { code, stdout } = await mqbench(["validate", ...files]);
  expect(code).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "scenarios/10k-sensors-qos2.yaml: ok, 1 case, 1 trial
      10,000 sensors × 0.2 msg/s × 64 B, QoS 2, MQTT 3.1.1
    scenarios/qos-cost.yaml: ok, 3 cases, 9 trials
      qos=0: 1,000 sensors × 1 msg/s × 64 B, QoS 0, MQTT 3.1.1
      qos=1: 1,000 sensors × 1 msg/s × 64 B, QoS 1, MQTT 3.1.1
      qos=2: 1,000 sensors × 1 msg/s × 64 B, QoS 2, MQTT 3.1.1
    scenarios/smoke.yaml: ok, 3 cases, 3 trials
      qos=0: 100 sensors × 5 msg/s × 64 B, QoS 0, MQTT 3.1.1
      qos=1: 100 sensors × 5 msg/s × 64 B, QoS 1, MQTT 3.1.1
      qos=2: 100 sensors × 5 msg/s × 64 B, QoS 2, MQTT 3.1.1
    "
  `);
});

test("validate says which cases the broker cannot run, and calls a run of none a mistake", async () => {
  const some = await mqbench(["validate", tiny, "--set", 'sweep.protocol=["3.1.1","5"]']);
  expect(some).toMatchObject({ code: 0, stdout: expect.stringMatching(/ok, 2 cases, 1 trial\n/u) });
  expect(some.stdout).toContain("MQTT 5; not run: the embedded broker speaks MQTT 3.1.1 only");
  const none = await mqbench(["validate", tiny, "--set", "protocol=5"]);
  expect(none).toMatchObject({ code: 2, stdout: "" });
  expect(none.stderr).toContain(`error: ${tiny}: no case can be run: the embedded broker speaks MQTT 3.1.1 only`);
});

test("validate goes on to the next file after one with mistakes", async () => {
  const wrong = join(temporaryFolder(), "wrong.yaml");
  writeFileSync(wrong, "name: wrong\n");
  const { code, stdout, stderr } = await mqbench(["validate", wrong, tiny]);
  expect(stdout).toContain(`${tiny}: ok, 1 case, 1 trial\n`);
  expect(stderr).toContain(`error: ${wrong}:1:1: sensors is missing\n`);
  expect(code).toBe(2);
});

test("every mistake of a scenario is printed with its place", async () => {
  const file = join(temporaryFolder(), "wrong.yaml");
  writeFileSync(file, "name: wrong\nsensors:\n  cuont: 5\n  count: 0\n  qos: 3\n  every: 5\n");
  const { code, stderr } = await mqbench(["run", file]);
  expect(stderr.replaceAll(file, "wrong.yaml")).toMatchInlineSnapshot(`
    "error: wrong.yaml:3:3: unknown key \`cuont\`; did you mean \`count\`?
    error: wrong.yaml:4:10: sensors.count must be at least 1, got 0
    error: wrong.yaml:5:8: sensors.qos must be 0, 1 or 2, got 3
    error: wrong.yaml:6:10: sensors.every: expected a duration such as 250us, 20ms, 5s, 2min or 1h, got 5
    hint: \`mqbench schema\` prints every key; scenarios/smoke.yaml is a short example
    "
  `);
  expect(code).toBe(2);
});

test("plan says what a run needs and what the specification predicts", async () => {
  const { code, stdout } = await mqbench(["plan", tiny]);
  expect(code).toBe(0);
  expect(stdout.replaceAll(/\S+ allowed/gu, "N allowed").replaceAll(/\S+ \S+ free/gu, "N free")).toMatchInlineSnapshot(`
    "tiny   1 case, 1 trial, at most 4.11 s

    10 sensors × 20 msg/s × 64 B, QoS 1, MQTT 3.1.1
      connections       11
      sent by           1 thread
      file descriptors  139 needed, N allowed
      of each broker    139 needed, N allowed
      source ports      11 needed for each broker, N allowed
      memory            about 120 MB needed, N free
      queues            at most 36.3 kB more, when the broker does not read
      bandwidth         16 kB a second from the sensors
      messages          200 in measure, 20 in warm-up
      intended times    whole steps of 0.001 s
      deliveries        200 in measure
      wall time         at most 4.11 s a trial
      beside the load   before the first trial: CONNECT, SUBSCRIBE to t/+ (QoS 1), an empty PUBLISH to mqbench/greeting (QoS 1), DISCONNECT
                        until the broker is ready: CONNECT, DISCONNECT
      predicted for measure             packets     bytes
      PUBLISH, sensor's hop, up             200   14.8 kB
      PUBACK, sensor's hop, down            200     800 B
      PUBACK, subscriber's hop, up          200     800 B
      PUBLISH, subscriber's hop, down       200   14.8 kB
    "
  `);
});

test.each(["scenario", "result"])("the committed schema of %s is the current one", async (which) => {
  const { stdout } = await mqbench(["schema", which]);
  expect(JSON.parse(readFileSync(`schema/${which}.schema.json`, "utf8"))).toEqual(JSON.parse(stdout));
});

test("help names every command", async () => {
  const { code, stdout } = await mqbench(["--help"]);
  expect(code).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "Usage: mqbench [options] [command]

    Measure what MQTT's QoS 0, 1 and 2 really cost on a broker, with a fleet of
    simulated sensors.

    Options:
      -V, --version                     output the version number
      -h, --help                        display help for command

    Commands:
      scenarios [options] [scenario]    List the scenarios that come with mqbench,
                                        with what each answers; or print the file of
                                        one.
      init [options] [file]             Write a scenario of your own: asks five
                                        questions on a terminal, or takes the
                                        answers as options.
      run [options] <scenario>          Run a scenario, a file or a name that
                                        \`mqbench scenarios\` lists, save its result,
                                        and report it; of a folder, all of its
                                        scenarios in turn.
      plan [options] <scenario>         Print what a run would do and need: cases,
                                        connections, descriptors, messages, packets,
                                        bytes, time.
      doctor [options] [scenario]       Say what this machine allows, whether a
                                        scenario fits it, and what to change where
                                        it does not.
      capacity [options] <scenario>     Search the highest rate that a broker
                                        sustains, for each case, by whole trials.
      validate [options] <scenario...>  Check scenario files, and folders of them,
                                        and print what each would run.
      brokers [options]                 List the brokers that a scenario may name:
                                        what is installed, what each can do, how to
                                        install the rest.
      report [options] <result...>      Make the report of kept results again:
                                        files, or folders for their newest.
      ab [options] <scenario>           Run two sides of a scenario in alternation,
                                        ten trials each, and say whether B is worse
                                        than A.
      calibrate [options] <scenario>    Run the same thing on both sides and keep
                                        this machine's noise: the smallest change it
                                        can detect.
      compare [options] <base> <head>   Say what changed between two results, with
                                        intervals and verdicts: files, or folders
                                        for their newest.
      gate [options] <result>           Check a result against its thresholds, and
                                        against a baseline: committed exact figures,
                                        or another result.
      history                           Keep the trend of a scenario on one kind of
                                        machine, and find where it changed its
                                        level.
      baseline                          Keep the exact figures of a result as the
                                        baseline that is committed.
      agent [options]                   Wait for runs, and send the load of their
                                        clients from this machine: see
                                        docs/machines.md.
      schema [which]                    Print the JSON Schema of scenario files
                                        (scenario, the default) or of results
                                        (result).
      completion <shell>                Print the script by which a shell completes
                                        commands, options, scenarios and brokers:
                                        bash, zsh or fish.
      help [command]                    display help for command

    Examples:
      mqbench run 10k-sensors-qos2
      mqbench run qos-cost --broker mqtt://127.0.0.1:1883 --trials 5
    "
  `);
});

test("an unknown command names the nearest one", async () => {
  const { code, stderr } = await mqbench(["rum"]);
  expect(stderr).toContain("(Did you mean run?)");
  expect(code).toBe(2);
});
