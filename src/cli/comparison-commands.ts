/** The command line of everything that compares runs: its commands, options and words of help. */
import type { Command } from "commander";
import type { ExitName } from "../errors.ts";
import type { AbOptions } from "./commands/ab.ts";
import type { AcceptOptions } from "./commands/baseline.ts";
import type { CalibrateOptions } from "./commands/calibrate.ts";
import type { CompareCommandOptions } from "./commands/compare.ts";
import type { HistoryAddOptions, HistoryCheckOptions, HistoryShowOptions } from "./commands/history.ts";
import type { GateCommandOptions } from "./commands/gate.ts";

const abHelp = `
Trial n of both sides run one after the other, in the order A B, B A, so that what drifts hits both alike.
Exit codes: 0 no regression; 2 wrong use; 3 B is worse than A, or a threshold of B failed; 4 not valid, or too few trials; 129 terminal closed, 130 interrupted, 143 terminated.

Examples:
  mqbench ab qos-cost --a mosquitto --b rabbitmq
  mqbench ab qos-cost --broker mosquitto --b-set sensors.payload=1024B`;

const gateHelp = `
Exit codes: 0 passed, or inconclusive without --strict; 2 wrong use; 3 a threshold failed or a regression was found; 4 not valid, nothing to check, or too few trials to find a change.
In GitHub Actions it annotates the scenario, adds to the step's summary and sets the outputs verdict and failed.

Examples:
  mqbench gate results/qos-cost --baseline results/baseline/qos-cost.json
  mqbench gate head.json --baseline base.json --strict`;

/** `withScenarioOptions` adds what every command that reads a scenario takes. */
export function addComparisonCommands(
  program: Command,
  withScenarioOptions: (command: Command) => Command,
  finish: (exit: ExitName) => void,
): void {
  withComparisonOptions(withScenarioOptions(program.command("ab <scenario>")))
    .description("Run two sides of a scenario in alternation, ten trials each, and say whether B is worse than A.")
    .option("--a <broker>", "broker of side A, the base: a name or a URL (default: the scenario's, or --broker)")
    .option("--b <broker>", "broker of side B, likewise")
    .option("--a-set <key=value>", "write over a key of the scenario on side A only; may be repeated", collect, [])
    .option("--b-set <key=value>", "the same on side B", collect, [])
    .option("--out <dir>", "folder of the results", "results")
    .option("--allow-remote", "send load to a broker on another machine")
    .option("--report <file>", "also write it as a page: .html")
    .addHelpText("after", abHelp)
    .action(async (file: string, options: AbOptions) => {
      const { abCommand } = await import("./commands/ab.ts");
      finish(await abCommand(file, options));
    });

  withScenarioOptions(program.command("calibrate <scenario>"))
    .description("Run the same thing on both sides and keep this machine's noise: the smallest change it can detect.")
    .option("--out <dir>", "folder of the results and the calibration", "results")
    .option("--allow-remote", "send load to a broker on another machine")
    .option("--report <file>", "also write it as a page: .html")
    .addHelpText(
      "after",
      "\nExamples:\n  mqbench calibrate qos-cost --broker mosquitto\n  mqbench calibrate mine.yaml --trials 5",
    )
    .action(async (file: string, options: CalibrateOptions) => {
      const { calibrateCommand } = await import("./commands/calibrate.ts");
      finish(await calibrateCommand(file, options));
    });

  addGateCommands(program, finish);
  addHistoryCommands(program, finish);

  const baseline = program
    .command("baseline")
    .description("Keep the exact figures of a result as the baseline that is committed.");
  baseline
    .command("accept <result>")
    .description("Write the exact figures of a result as the committed baseline of its scenario, like a lock file.")
    .option("--out <file>", "where to write it (default: results/baseline/SCENARIO.json)")
    .addHelpText(
      "after",
      "\nExamples:\n  mqbench baseline accept results/qos-cost\n  mqbench baseline accept head.json --out results/baseline/qos-cost.json",
    )
    .action(async (path: string, options: AcceptOptions) => {
      const { acceptCommand } = await import("./commands/baseline.ts");
      finish(acceptCommand(path, options));
    });
}

/** What compares kept results. */
function addGateCommands(program: Command, finish: (exit: ExitName) => void): void {
  withComparisonOptions(program.command("compare <base> <head>"))
    .description(
      "Say what changed between two results, with intervals and verdicts: files, or folders for their newest.",
    )
    .option(
      "--exact",
      "compare exact figures alone, for which one trial is enough: also of runs whose times are not valid",
    )
    .option("--report <file>", "also write it as a page: .html")
    .addHelpText(
      "after",
      "\nExit code 4: so few trials that no change could be found, whatever its size; --exact leaves those figures out.\n\nExamples:\n  mqbench compare base.json head.json\n  mqbench compare base.json results/qos-cost --metric publishLatency.p90",
    )
    .action(async (base: string, head: string, options: CompareCommandOptions) => {
      const { compareCommand } = await import("./commands/compare.ts");
      finish(compareCommand(base, head, options));
    });

  withComparisonOptions(program.command("gate <result>"))
    .description(
      "Check a result against its thresholds, and against a baseline: committed exact figures, or another result.",
    )
    .option(
      "--baseline <file>",
      "what to hold it against: a file of results/baseline, or a result (default: thresholds only)",
    )
    .option("--junit <file>", "write JUnit XML: a test case for each threshold and figure")
    .option("--bencher <file>", "write the figures in Bencher's metric format")
    .option(
      "--benchmark-action <prefix>",
      "write PREFIX-smaller.json and PREFIX-bigger.json for github-action-benchmark",
    )
    .option("--strict", "fail also where nothing can be said, and where an exact figure improved")
    .option("--exact", "hold exact figures and the thresholds on them alone: also of a run whose times are not valid")
    .addHelpText("after", gateHelp)
    .action(async (path: string, options: GateCommandOptions) => {
      const { gateCommand } = await import("./commands/gate.ts");
      finish(gateCommand(path, options));
    });
}

function addHistoryCommands(program: Command, finish: (exit: ExitName) => void): void {
  const history = program
    .command("history")
    .description("Keep the trend of a scenario on one kind of machine, and find where it changed its level.");
  history
    .command("add <result>")
    .description("Append a result's figures to the history of its scenario and machine: a line of JSON.")
    .option("--dir <dir>", "folder of the histories", "results/history")
    .addHelpText(
      "after",
      "\nExamples:\n  mqbench history add results/qos-cost\n  mqbench history add head.json --dir trend",
    )
    .action(async (path: string, options: HistoryAddOptions) => {
      const { historyAddCommand } = await import("./commands/history.ts");
      finish(historyAddCommand(path, options));
    });
  history
    .command("show <file>")
    .description("Print each figure over the runs, and its changes of level with the commits between which they lie.")
    .addHelpText("after", "\nExamples:\n  mqbench history show results/history/qos-cost-1a2b3c4d.jsonl")
    .option("--chart <file>", "write the trend as SVG")
    .option("--report <file>", "also write it as a page: .html")
    .action(async (path: string, options: HistoryShowOptions) => {
      const { historyShowCommand } = await import("./commands/history.ts");
      finish(historyShowCommand(path, options));
    });
  history
    .command("check <file>")
    .description("Fail (3) when a figure changed its level for the worse in the last runs and has not come back.")
    .option("--last <n>", "runs in which the change must have begun", "10")
    .addHelpText("after", "\nExamples:\n  mqbench history check results/history/qos-cost-1a2b3c4d.jsonl --last 5")
    .action(async (path: string, options: HistoryCheckOptions) => {
      const { historyCheckCommand } = await import("./commands/history.ts");
      finish(historyCheckCommand(path, options));
    });
}

function collect(value: string, list: readonly string[]): readonly string[] {
  return [...list, value];
}

function withComparisonOptions(command: Command): Command {
  return command
    .option(
      "--metric <name>",
      "figure to compare beside the exact ones, such as publishLatency.p90; may be repeated (default: a short list)",
      collect,
      [],
    )
    .option(
      "--calibration <file>",
      "noise of this machine, by calibrate (default: that of the scenario in results, where there is one)",
    )
    .option("--force", "compare times of different environments, too");
}
