/** The live page's server: a few files, server-sent events and `/metrics`, on one address, to readers only. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { once } from "node:events";
import { isLoopbackAddress } from "../../broker/facts/host.ts";
import { MqbenchError, messageOf } from "../../errors.ts";
import type { LiveAddress } from "./live-address.ts";
import type { LiveEvents, LiveState } from "./live-events.ts";
import { icon, pageHtml, pageStyle } from "./live-page.ts";

/** Connections of viewers and of Prometheus, at most: more are refused. */
const mostConnections = 64;
/** A viewer that reads so slowly that this much waits for it is let go. */
const mostUnreadBytes = 4e6;
/** How long a viewer may take to read the end of the run. */
const farewellMs = 500;

/** Nothing but what this server serves; no script or style that stands in the page. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const common = {
  "content-security-policy": policy,
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
};

export interface LiveContent {
  /** What a page that is opened now must see. */
  readonly state: () => LiveState;
  /** OpenMetrics. */
  readonly metrics: () => string;
}

export class LiveServer {
  readonly url: string;
  readonly #server: Server;
  readonly #viewers = new Set<ServerResponse>();
  readonly #content: LiveContent;
  readonly #isLoopback: boolean;
  readonly #files = readFiles();

  /** Throws where the address cannot be had. */
  static async begin({ host, port }: LiveAddress, content: LiveContent): Promise<LiveServer> {
    const server = createServer({ requestTimeout: 10_000 });
    server.maxConnections = mostConnections;
    server.listen(port, host);
    await once(server, "listening").catch((error: unknown) => {
      throw new MqbenchError("usage", `--live: ${messageOf(error)}`, {
        hint: "--live without a port takes a free one",
        cause: error,
      });
    });
    return new LiveServer(server, content);
  }

  private constructor(server: Server, content: LiveContent) {
    const bound = server.address();
    if (bound === null || typeof bound === "string") throw new Error("a server of TCP has an address");
    const { address, port, family } = bound;
    this.url = `http://${family === "IPv6" ? `[${address}]` : address}:${port}/`;
    this.#isLoopback = isLoopbackAddress(address);
    this.#server = server;
    this.#content = content;
    server.on("request", (request, response) => this.#answer(request, response));
    // A viewer that is gone is no fault of the run.
    server.on("clientError", (_, socket) => void socket.destroy());
    server.on("error", () => undefined);
  }

  tell<Name extends keyof LiveEvents>(name: Name, data: LiveEvents[Name]): void {
    if (this.#viewers.size === 0) return;
    const text = eventText(name, data);
    for (const viewer of this.#viewers)
      if (viewer.writableLength > mostUnreadBytes) viewer.destroy();
      else viewer.write(text);
  }

  /** Tells every viewer the end, and leaves nothing behind: no connection and no port. */
  async end(last: LiveEvents["over"]): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    const text = eventText("over", last);
    const farewells = [...this.#viewers].map(
      async (viewer) => await new Promise<void>((resolve) => viewer.once("close", resolve).end(text)),
    );
    const late = setTimeout(() => this.#server.closeAllConnections(), farewellMs);
    await Promise.all(farewells);
    clearTimeout(late);
    this.#server.closeAllConnections();
    await closed;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    response.on("error", () => undefined);
    const isReading = request.method === "GET" || request.method === "HEAD";
    if (!isReading) return refuse(response, 405, "only GET and HEAD");
    // A page of elsewhere whose name is made to lead here has another host.
    if (this.#isLoopback && !isLoopbackHost(request.headers.host ?? "")) return refuse(response, 403, "not this host");
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    if (path === "/events") return this.#open(request, response);
    if (path === "/metrics") {
      const type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
      return answer(response, type, this.#content.metrics());
    }
    const file = this.#files.get(path);
    if (file === undefined) return refuse(response, 404, "nothing is here");
    answer(response, file.type, file.text);
  }

  #open(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { ...common, "content-type": "text/event-stream; charset=utf-8" });
    if (request.method === "HEAD") return void response.end();
    response.on("close", () => this.#viewers.delete(response));
    this.#viewers.add(response);
    response.write(eventText("state", this.#content.state()));
  }
}

function eventText<Name extends keyof LiveEvents>(name: Name, data: LiveEvents[Name]): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

function answer(response: ServerResponse, type: string, text: string): void {
  response.writeHead(200, { ...common, "content-type": type, "content-length": Buffer.byteLength(text) });
  response.end(text);
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...common, "content-type": "text/plain; charset=utf-8", connection: "close" });
  response.end(`${text}\n`);
}

function isLoopbackHost(header: string): boolean {
  const host = header.replace(/:\d+$/u, "").replaceAll(/^\[|\]$/gu, "");
  return host.toLowerCase() === "localhost" || isLoopbackAddress(host);
}

/** Modules of the page, by their place in the package: its imports lead to the others. */
const pageModule = "/cli/live/page/page.js";
const sharedModules = ["/cli/live/page/charts.js", "/cli/live/live-columns.js", "/report/format.js", "/format.js"];

function readFiles(): ReadonlyMap<string, { readonly type: string; readonly text: string }> {
  const script = "text/javascript; charset=utf-8";
  const css = "text/css; charset=utf-8";
  const find = createRequire(import.meta.url);
  const ofChart = (name: string): string => readFileSync(find.resolve(`uplot/dist/${name}`), "utf8");
  const ofOurs = (path: string): string => readFileSync(new URL(`../..${path}`, import.meta.url), "utf8");
  return new Map([
    ["/", { type: "text/html; charset=utf-8", text: pageHtml(pageModule) }],
    ["/style.css", { type: css, text: pageStyle }],
    ["/icon.svg", { type: "image/svg+xml", text: icon }],
    ["/uplot.js", { type: script, text: ofChart("uPlot.iife.min.js") }],
    ["/uplot.css", { type: css, text: ofChart("uPlot.min.css") }],
    ...[pageModule, ...sharedModules].map((path) => [path, { type: script, text: ofOurs(path) }] as const),
  ]);
}
