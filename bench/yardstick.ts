/** mqtt_floor.c: the same MQTT work in plain C on epoll, which measures nothing. What mqbench's CPU is compared with. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { findProgram } from "../src/machine/find-program.ts";
import { gridNsOf } from "../src/scenario/keys/pacing-grid.ts";
import { runToEnd } from "./child.ts";

/** What both sides are told to do. */
export interface WireCase {
  readonly title: string;
  readonly sensors: number;
  readonly window: number;
  /** Messages a second of all sensors together; 0: closed loop. */
  readonly rate: number;
}

export interface YardstickFigures {
  readonly cpuUs: number;
  /** Intended send (open loop) or send (closed loop) → last acknowledgement; NaN at QoS 0. */
  readonly latencyP50Us: number;
  /** Intended send → written; NaN in a closed loop. */
  readonly publishDelayP50Us: number;
  readonly publishDelayP99Us: number;
}

/** As bench/wire.yaml has it. */
const payloadBytes = 64;
/** mqbench's own, where a scenario says nothing. */
const gridUs = gridNsOf.economical / 1000;

/** Returns how to run it, or undefined where there is no C compiler. */
export function compileYardstick(
  folder: string,
  stop: AbortSignal,
): ((port: number, qos: number, wire: WireCase, seconds: number) => Promise<YardstickFigures>) | undefined {
  const compiler = ["cc", "gcc", "clang"].map(findProgram).find((path) => path !== undefined);
  if (compiler === undefined) return undefined;
  const program = join(folder, "mqtt_floor");
  execFileSync(compiler, ["-O2", "-o", program, "bench/mqtt_floor.c", "-lm"], { stdio: "inherit" });
  return async (port, qos, { sensors, window, rate }, seconds) => {
    const words = [port, sensors, qos, seconds, window, rate, payloadBytes, gridUs].map(String);
    const { stdout, stderr } = await runToEnd(program, words, stop);
    const read = (name: string, exists = true): number => (exists ? readFigure(stdout, name, stderr) : Number.NaN);
    return {
      cpuUs: read("cpu_us_per_msg"),
      latencyP50Us: read("p50_us", qos > 0),
      publishDelayP50Us: read("delay_p50_us", rate > 0),
      publishDelayP99Us: read("delay_p99_us", rate > 0),
    };
  };
}

function readFigure(text: string, name: string, errors: string): number {
  const digits = new RegExp(`\\b${name}=([\\d.]+)`, "u").exec(text)?.[1];
  if (digits === undefined)
    throw new Error(`mqtt_floor printed no ${name}: ${(errors || text).trim() || "nothing at all"}`);
  return Number(digits);
}
