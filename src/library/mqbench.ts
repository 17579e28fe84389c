/** The library: what `import … from "mqbench"` gives. Nothing in it ends the process, listens to its signals, or prints. */
export { compare } from "./compare.ts";
export type { CompareOptions, Comparison } from "./compare.ts";
export { gate } from "./gate.ts";
export type { GateOptions, GateVerdict } from "./gate.ts";
export { meet } from "./meet.ts";
export type { Met } from "./meet.ts";
export { plan } from "./plan.ts";
export type { Plan } from "./plan.ts";
export { report } from "./report.ts";
export type { ReportFormat } from "./report.ts";
export { run } from "./run.ts";
export type { RunEvent, RunOptions } from "./run.ts";
export type { ScenarioOptions } from "./read-with-options.ts";
export type { RunResult, Trial } from "../result/schema.ts";
export { MqbenchError } from "../errors.ts";
