/**
 * The emulated link between clients and broker, in a process of its own: starts it, and tells it what to do.
 *
 * A trial uses it so: give clients the link's endpoints, await `setRules` for their client ids (the ids themselves, with the run's
 * prefix), let the clients send, and hear of each cut by `onFired`. Rules count a client's packets from when they are set, over all
 * its connections, at the far end of the link: when the packet is about to reach its receiver. A cut at a packet lets what passed before
 * it arrive, 20 ms, and then resets both sides; a cut by a plan resets at once.
 */
import { MqbenchError } from "../errors.ts";
import type { Hurry } from "../hurry.ts";
import { forkChild } from "../machine/child.ts";
import type { Child } from "../machine/child.ts";
import type { Endpoint } from "../mqtt/transport/endpoint.ts";
import type { PlannedCut } from "./cut-plan.ts";
import type { FiredRule, FromLink, LinkReport, LinkRequest, LinkTask, ToLink } from "./link-messages.ts";
import type { PacketRule } from "./packet-rules.ts";

const startTimeoutMs = 10_000;
const stopTimeoutMs = 5000;
const tickMs = 1000;
/** It is asked at every tick. Counted in ticks, so that a machine that slept does not count. */
const silentTicks = 15;

export interface Link {
  /** Where each path listens, on 127.0.0.1. */
  readonly ports: readonly number[];
  /** Resolves once the link knows them. */
  setRules(rules: readonly PacketRule[]): Promise<void>;
  /** Forgets the rules of these clients that were not set off. */
  clearRules(clientIds: readonly string[]): Promise<void>;
  /** Called whenever a rule is set off. */
  onFired(listener: (fired: FiredRule) => void): void;
  /** Cuts at these times, which count from `fromNs`; who has no connection then is cut as soon as it is back. */
  plan(cuts: readonly PlannedCut[], fromNs: number): Promise<void>;
  /** No further cut of the plan is made. */
  cancelPlan(): Promise<void>;
  report(): Promise<LinkReport>;
  /** Both ends of each connection that it has to the broker now, as `ss` writes them. */
  brokerEnds(): Promise<readonly string[]>;
  /** Resolves with words when the link ends before it was told to; never otherwise. */
  readonly exited: Promise<string>;
  /** Idempotent; `hurry`: it is given less time to end by itself. */
  stop(hurry?: Hurry): Promise<void>;
}

/** Where clients of a path connect to: as the broker's endpoint, but through the link. */
export function linkedEndpoint(target: Endpoint, port: number): Endpoint {
  const { tls, host } = target;
  // The certificate stays the broker's.
  return { ...target, host: "127.0.0.1", port, tls: tls && { ...tls, serverName: tls.serverName ?? host } };
}

export async function startLink(task: LinkTask): Promise<Link> {
  const child = forkChild(new URL("link-process.js", import.meta.url), { serialization: "advanced" });
  const running = new RunningLink(child);
  try {
    await running.start(task);
  } catch (cause) {
    await child.kill();
    throw cause;
  }
  return running;
}

type Answer = Extract<FromLink, { readonly number: number }>;

class RunningLink implements Link {
  ports: readonly number[] = [];
  readonly exited: Promise<string>;
  readonly #child: Child;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly #listeners: ((fired: FiredRule) => void)[] = [];
  #listening: (ports: readonly number[]) => void = () => undefined;
  #number = 0;
  #isStopping = false;
  /** Ticks since it was last heard of. */
  #silent = 0;
  #watch: NodeJS.Timeout | undefined;

  constructor(child: Child) {
    this.#child = child;
    child.process.on("message", (message: FromLink) => this.#heard(message));
    this.exited = child.ended.then(async (how) => {
      if (this.#isStopping) return await new Promise<never>(() => undefined);
      if (this.#silent > silentTicks) return `the link has not answered for ${silentTicks} s, and was ended`;
      return `the link ended by itself (${how})\n${child.output}`.trim();
    });
  }

  async start(task: LinkTask): Promise<void> {
    const listening = new Promise<readonly number[]>((resolve) => {
      this.#listening = resolve;
    });
    this.#send({ kind: "start", task });
    const outcome = await this.#child.whenListening(listening, startTimeoutMs, this.exited);
    if (typeof outcome === "string")
      throw new MqbenchError("invalid", `the link did not start: ${outcome}\n${this.#child.output}`.trim());
    this.ports = outcome;
    this.#watch = setInterval(() => this.#tick(), tickMs);
  }

  async setRules(rules: readonly PacketRule[]): Promise<void> {
    await this.#ask({ kind: "rules", rules });
  }

  async clearRules(clientIds: readonly string[]): Promise<void> {
    await this.#ask({ kind: "clear rules", clientIds });
  }

  onFired(listener: (fired: FiredRule) => void): void {
    this.#listeners.push(listener);
  }

  async plan(cuts: readonly PlannedCut[], fromNs: number): Promise<void> {
    await this.#ask({ kind: "plan", cuts, fromNs });
  }

  async cancelPlan(): Promise<void> {
    await this.#ask({ kind: "cancel plan" });
  }

  async report(): Promise<LinkReport> {
    const answer = await this.#ask({ kind: "report" });
    if (answer.kind !== "report") throw new Error(`the link answered ${answer.kind}, not report`);
    return answer.report;
  }

  async brokerEnds(): Promise<readonly string[]> {
    const answer = await this.#ask({ kind: "broker ends" });
    if (answer.kind !== "broker ends") throw new Error(`the link answered ${answer.kind}, not broker ends`);
    return answer.ends;
  }

  async stop(hurry?: Hurry): Promise<void> {
    clearInterval(this.#watch);
    if (this.#isStopping || !this.#child.isRunning) return;
    this.#isStopping = true;
    await this.#child.end({ by: "disconnect", withinMs: stopTimeoutMs, hurry });
  }

  #tick(): void {
    this.#silent += 1;
    if (this.#silent > silentTicks) {
      clearInterval(this.#watch);
      void this.#child.kill();
    } else this.#send({ kind: "request", number: 0, request: { kind: "are you there" } });
  }

  #heard(message: FromLink): void {
    this.#silent = 0;
    switch (message.kind) {
      case "listening":
        return this.#listening(message.ports);
      case "fired":
        for (const listener of this.#listeners) listener(message.fired);
        return;
      case "done":
      case "report":
      case "broker ends":
        this.#waiting.get(message.number)?.(message);
        this.#waiting.delete(message.number);
        return;
    }
  }

  /** The answer to a request; rejects when the link has ended. */
  async #ask(request: LinkRequest): Promise<Answer> {
    this.#number += 1;
    const number = this.#number;
    const answer = new Promise<Answer>((resolve) => this.#waiting.set(number, resolve));
    this.#send({ kind: "request", number, request });
    const outcome = await Promise.race([answer, this.#child.ended]);
    if (typeof outcome === "string") throw new MqbenchError("invalid", `the link has ended (${outcome})`);
    return outcome;
  }

  #send(message: ToLink): void {
    this.#child.send(message);
  }
}
