/** The command line: every command, option and word of help. */
import { Command } from "commander";
import { brokerNames } from "../broker/facts/names.ts";
import type { ExitName } from "../errors.ts";
import { endingWords, isOfOneCase, reportFormats } from "../report/formats.ts";
import type { AgentCommandOptions } from "./commands/agent.ts";
import type { CapacityCommandOptions } from "./commands/capacity.ts";
import { mqbenchVersion } from "../version.ts";
import { addComparisonCommands } from "./comparison-commands.ts";
import { errorText } from "./output.ts";
import type { InitOptions } from "./commands/init.ts";
import type { PlanCommandOptions } from "./commands/plan.ts";
import type { ReportOptions } from "./commands/report.ts";
import type { RunCommandOptions } from "./run-scenario.ts";
import type { ScenarioOptions } from "./scenario-options.ts";
import { redisWords, tokenFileWords, tokenWords, withAgentOptions, withScenarioOptions } from "./shared-options.ts";

const examples = `
Examples:
  mqbench run 10k-sensors-qos2
  mqbench run qos-cost --broker mqtt://127.0.0.1:1883 --trials 5`;

const runExamples = `
Exit codes: 0 passed, 2 wrong use, 3 a threshold failed, 4 not valid, could not be made, or its result is not in its folder, 129 terminal closed, 130 interrupted, 143 terminated.
User name and password: MQBENCH_USERNAME and MQBENCH_PASSWORD, or mqtt://user:password@host.

Examples:
  mqbench run smoke
  mqbench run smoke --set sensors.count=500 --set qos=1 --json > smoke.json
  mqbench run mqttbs --quick`;

const capacityExamples = `
A rate is sustained when the trial is valid, every condition holds, and acknowledgements and deliveries keep up with what is
offered. Where mqbench itself could not keep up, the broker is not blamed: its rate is then "at least" the one before.
Exit codes: 0 found, 2 wrong use, 3 no rate was sustained, 4 mqbench could not keep up with any, 129 terminal closed, 130 interrupted, 143 terminated.

Examples:
  mqbench capacity capacity --until 'publishLatency.p99 < 50ms and lost == 0'
  mqbench capacity capacity --broker mosquitto --set qos=0 --until 'endToEndLatency.p99 < 50ms and lost == 0'`;

/** Formats that need an option to say what they are of. */
const ofOneCase = reportFormats.filter(isOfOneCase).join(", ");

/** `finish` receives how a command ended. */
export function createProgram(finish: (exit: ExitName) => void): Command {
  const program = new Command("mqbench")
    .description("Measure what MQTT's QoS 0, 1 and 2 really cost on a broker, with a fleet of simulated sensors.")
    .version(mqbenchVersion())
    .configureOutput({ outputError: (text, write) => write(errorText(text)) })
    .showHelpAfterError("(mqbench --help lists the commands, mqbench help COMMAND their options)")
    .addHelpText("after", examples);

  addBeginnings(program, finish);
  addScenarioCommands(program, finish);
  addReportCommands(program, finish);
  addComparisonCommands(program, (command) => withAgentOptions(withScenarioOptions(command, true)), finish);
  addAgentCommand(program, finish);

  addOwnCommands(program, finish);
  return program;
}

/** What is told of mqbench itself. */
function addOwnCommands(program: Command, finish: (exit: ExitName) => void): void {
  program
    .command("schema [which]")
    .description("Print the JSON Schema of scenario files (scenario, the default) or of results (result).")
    .addHelpText("after", "\nExamples:\n  mqbench schema > scenario.schema.json\n  mqbench schema result")
    .action(async (which = "scenario") => {
      const { schemaCommand } = await import("./commands/schema.ts");
      finish(schemaCommand(which));
    });

  program
    .command("completion <shell>")
    .description(
      "Print the script by which a shell completes commands, options, scenarios and brokers: bash, zsh or fish.",
    )
    .addHelpText(
      "after",
      '\nExamples:\n  eval "$(mqbench completion bash)"\n  mqbench completion fish > ~/.config/fish/completions/mqbench.fish',
    )
    .action(async (shell: string) => {
      const { completionCommand } = await import("./commands/completion.ts");
      finish(completionCommand(shell, program));
    });
}

/** What is done with a scenario. A command is loaded when it is called. */
function addScenarioCommands(program: Command, finish: (exit: ExitName) => void): void {
  withAgentOptions(withScenarioOptions(program.command("run <scenario>")))
    .description(
      "Run a scenario, a file or a name that `mqbench scenarios` lists, save its result, and report it; of a folder, all of its scenarios in turn.",
    )
    .option("--out <dir>", "folder of the results", "results")
    .option("--json", "print the result as JSON instead of the report")
    .option(
      "--report <file>",
      `also write the report to a file: ${endingWords(reportFormats.filter((format) => !isOfOneCase(format)))}; of a folder FILE-NAME for each`,
    )
    .option(
      "--live [port]",
      "show it as it goes, in a browser on this machine: PORT (default: a free one), or HOST:PORT",
    )
    .option(
      "--otlp <url>",
      "push figures each second, and each trial's in the end, to a collector's OTLP over HTTP: http://127.0.0.1:4318",
    )
    .option("--allow-remote", "send load to a broker on another machine")
    .addHelpText("after", runExamples)
    .action(async (file: string, options: RunCommandOptions) => {
      const { runCommand } = await import("./commands/run.ts");
      finish(await runCommand(file, options));
    });

  withScenarioOptions(program.command("plan <scenario>"))
    .description("Print what a run would do and need: cases, connections, descriptors, messages, packets, bytes, time.")
    .option("--quota <service>", "also check the quotas of a service, such as aws-iot-core (see docs/fleet-cost.md)")
    .addHelpText(
      "after",
      "\nExit codes: 0 planned, 2 wrong use, or a quota would be exceeded.\n\nExamples:\n  mqbench plan 10k-sensors-qos2\n  mqbench plan qos-cost --trials 5\n  mqbench plan qos-cost --quota aws-iot-core",
    )
    .action(async (file: string, options: PlanCommandOptions) => {
      const { planCommand } = await import("./commands/plan.ts");
      finish(planCommand(file, options));
    });

  withScenarioOptions(program.command("doctor [scenario]"))
    .description("Say what this machine allows, whether a scenario fits it, and what to change where it does not.")
    .addHelpText(
      "after",
      "\nExit codes: 0 it fits, 2 it does not.\n\nExamples:\n  mqbench doctor\n  mqbench doctor 100k-sensors",
    )
    .action(async (file: string | undefined, options: ScenarioOptions) => {
      const { doctorCommand } = await import("./commands/doctor.ts");
      finish(doctorCommand(file, options));
    });

  withAgentOptions(withScenarioOptions(program.command("capacity <scenario>")))
    .description("Search the highest rate that a broker sustains, for each case, by whole trials.")
    .option("--until <conditions>", "what a sustained rate must meet: thresholds joined by `and`")
    .option("--from <rate>", "rate of the first trial (default: the scenario's)")
    .option("--to <rate>", "highest rate to try", "1000000/s")
    .option("--precision <share>", "how close to the limit to come", "5%")
    .option("--out <dir>", "folder of the results", "results")
    .option("--report <file>", "also write it as a page: .html")
    .option("--csv", "print every trial as CSV instead of the report")
    .option("--json", "print the result as JSON instead of the report: the curves as data")
    .option("--allow-remote", "send load to a broker on another machine")
    .addHelpText("after", capacityExamples)
    .action(async (file: string, options: CapacityCommandOptions) => {
      const { capacityCommand } = await import("./commands/capacity.ts");
      finish(await capacityCommand(file, options));
    });

  withScenarioOptions(program.command("validate <scenario...>"))
    .description("Check scenario files, and folders of them, and print what each would run.")
    .addHelpText("after", "\nExamples:\n  mqbench validate smoke qos-cost\n  mqbench validate mine.yaml --set qos=1")
    .action(async (files: string[], options: ScenarioOptions) => {
      const { validateCommand } = await import("./commands/validate.ts");
      finish(validateCommand(files, options));
    });
}

/** Where scenarios come from. */
function addBeginnings(program: Command, finish: (exit: ExitName) => void): void {
  program
    .command("scenarios [scenario]")
    .description("List the scenarios that come with mqbench, with what each answers; or print the file of one.")
    .option("--json", "print the list as JSON")
    .addHelpText("after", "\nExamples:\n  mqbench scenarios\n  mqbench scenarios qos-cost > mine.yaml")
    .action(async (name: string | undefined, options: { json?: boolean }) => {
      const { scenariosCommand } = await import("./commands/scenarios.ts");
      finish(scenariosCommand(name, options));
    });

  program
    .command("init [file]")
    .description("Write a scenario of your own: asks five questions on a terminal, or takes the answers as options.")
    .option("--broker <broker>", `${brokerNames.join(", ")}, or a URL`)
    .option("--sensors <n>", "how many sensors publish")
    .option("--every <duration>", "how often each of them does")
    .option("--payload <size>", "size of a message")
    .option("--qos <level>", "0, 1, 2, or all, to compare them")
    .option("--yes", "ask nothing: what is not given is as usual")
    .addHelpText(
      "after",
      "\nExamples:\n  mqbench init\n  mqbench init fleet.yaml --sensors 1000 --every 10s --qos 1 --yes",
    )
    .action(async (file: string | undefined, options: InitOptions) => {
      const { initCommand } = await import("./commands/init.ts");
      finish(await initCommand(file, options));
    });
}

/** The other machines of a run. */
function addAgentCommand(program: Command, finish: (exit: ExitName) => void): void {
  program
    .command("agent")
    .description("Wait for runs, and send the load of their clients from this machine: see docs/machines.md.")
    .option("--redis <url>", redisWords)
    .option("--token-file <file>", tokenFileWords)
    .option("--token <text>", tokenWords)
    .option("--name <name>", "what reports call it (default: host and process id)")
    .option("--from <addresses>", "addresses of this machine that its clients connect from, such as 10.0.0.7,10.0.0.8")
    .option("--runs <n>", "leave after so many runs (default: none, wait for more)")
    .option("--allow-remote", "send load to a broker on another machine")
    .addHelpText(
      "after",
      "\nExamples:\n  MQBENCH_TOKEN=$(cat token) mqbench agent --redis redis://127.0.0.1:6379\n  srun -N 4 mqbench agent --redis rediss://coordinator:6380 --runs 1",
    )
    .action(async (options: AgentCommandOptions) => {
      const { agentCommand } = await import("./commands/agent.ts");
      finish(await agentCommand(options));
    });
}

/** What is told of brokers and of kept results. */
function addReportCommands(program: Command, finish: (exit: ExitName) => void): void {
  program
    .command("brokers")
    .description(
      "List the brokers that a scenario may name: what is installed, what each can do, how to install the rest.",
    )
    .option("--json", "print the list as JSON")
    .addHelpText("after", "\nExamples:\n  mqbench brokers\n  mqbench run smoke --broker mosquitto")
    .action(async (options: { json?: boolean }) => {
      const { brokersCommand } = await import("./commands/brokers.ts");
      finish(await brokersCommand(options));
    });

  program
    .command("report <result...>")
    .description("Make the report of kept results again: files, or folders for their newest.")
    .option(
      "--format <format>",
      `one of ${reportFormats.join(", ")} (default: text, or what the output file's name says)`,
    )
    .option("-o, --output <file>", "write it to a file instead of printing it")
    .option("--json", "the same as --format json")
    .option("--case <id>", `${ofOneCase}: the case, such as qos=2`)
    .option("--metric <name>", `${ofOneCase}: the latency (default: publishLatency, or endToEndLatency)`)
    .addHelpText(
      "after",
      "\nExamples:\n  mqbench report results/smoke\n  mqbench report results/qos-cost -o report.html\n  mqbench report results --format json",
    )
    .action(async (paths: string[], options: ReportOptions) => {
      const { reportCommand } = await import("./commands/report.ts");
      finish(await reportCommand(paths, options));
    });
}
