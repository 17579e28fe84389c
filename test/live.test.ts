/** `--live`: the page, its events and its metrics, beside a real run; and nothing left of it at any ending. */
import { once } from "node:events";
import { connect } from "node:net";
import { expect, test, vi } from "vitest";
import { desktop, findFlaws, phone, runAxe, visit } from "./in-chromium.ts";
import { faultsOf, mqbench, savedResult, startCommand, startMqbench, temporaryFolder, tiny } from "./mqbench.ts";
import type { Running } from "./mqbench.ts";
import { patience } from "./processes.ts";

/** Long enough that everything finds it running. */
const long = ["run", tiny, "--set", "phases.measure=600s", "--live"];

/** Where it says that its page is. */
async function urlOf({ progress }: Running): Promise<string> {
  return await vi.waitFor(() => {
    const [, url] = /^live at (\S+)$/mu.exec(progress()) ?? [];
    if (url === undefined) throw new Error("no address yet");
    return url;
  }, patience);
}

/** Whether nobody listens there any more. */
async function isClosed(url: string): Promise<boolean> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  const ended = await Promise.race([once(socket, "connect"), once(socket, "error")]).then(
    () => "open",
    () => "closed",
  );
  socket.destroy();
  return ended === "closed";
}

/** All that an open page is told, to the end of the run. */
async function readEvents(url: string): Promise<string> {
  return await (await fetch(`${url}events`)).text();
}

/** What is answered to who asks by that name. */
async function statusOf(url: string, host: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1").setEncoding("utf8");
  socket.write(`GET / HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
  let text = "";
  for await (const part of socket) text += String(part);
  return text.split("\r\n", 1)[0] ?? "";
}

test("in a browser the page shows the run by second, by keyboard too, and in the end the totals of the result", async (context) => {
  const out = temporaryFolder();
  const running = startMqbench([...long, "--out", out]);
  const { page, problems } = await visit(context, await urlOf(running));
  await page.locator("#status", { hasText: "measure" }).waitFor();
  expect(await page.textContent("h1")).toBe("tiny live");
  running.child.kill("SIGINT");
  await page.locator("#status", { hasText: "The run is over; its result is" }).waitFor();
  expect((await running.ended).code).toBe(130);
  const result = savedResult(out);

  const shown = async (place: string): Promise<readonly (readonly string[])[]> =>
    await page.$$eval(`${place} [data-count]`, (found) =>
      found.map((each) => [each.getAttribute("data-count") ?? "", (each.textContent ?? "").replaceAll(",", "")]),
    );
  const kept = result.trials[0]?.metrics ?? {};
  const keptOf = (names: readonly (readonly string[])[]) =>
    names.map(([name = ""]) => [name, kept[name]?.kind === "value" ? String(kept[name].value) : "none"]);
  const ended = await shown("#ended");
  expect(ended.map(([name]) => name)).toEqual(expect.arrayContaining(["intended", "sent", "delivered", "lost"]));
  expect(ended).toEqual(keptOf(ended));
  // What was still due when it was interrupted is told by the shards at their end.
  const lastSecond = (await shown("#totals")).filter(([name]) => name !== "intended" && name !== "unsent");
  expect(lastSecond.map(([name]) => name)).toEqual(expect.arrayContaining(["sent", "acknowledged", "delivered"]));
  expect(lastSecond).toEqual(keptOf(lastSecond));

  const columns = result.trials[0]?.series.columns ?? {};
  await page.focus("#second");
  const last = Number(await page.getAttribute("#second", "max"));
  expect(last + 1).toBe(columns["open"]?.length);
  await page.keyboard.press("Home");
  expect(await page.textContent("#second-shown")).toContain("connect");
  await page.keyboard.press("ArrowRight");
  expect(await page.inputValue("#second")).toBe("1");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(`document.activeElement.id`)).toBe("latest");
  await page.keyboard.press("Enter");
  expect(await page.inputValue("#second")).toBe(String(last));
  expect(await page.isDisabled("#latest")).toBe(true);

  for (const viewport of [desktop, phone])
    for (const colorScheme of ["light", "dark"] as const) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      expect([viewport.width, colorScheme, await page.evaluate(runAxe("all"))]).toEqual([
        viewport.width,
        colorScheme,
        [],
      ]);
      expect([viewport.width, colorScheme, await page.evaluate(findFlaws)]).toEqual([viewport.width, colorScheme, []]);
    }
  expect(await page.locator("figure:visible canvas").count()).toBe(6);
  expect(problems).toEqual([]);
});

test("it is read only, by this machine's names, under a strict policy; a viewer that is killed and one that never reads cost nothing", async () => {
  const out = temporaryFolder();
  const running = startMqbench([...long, "--out", out]);
  const url = await urlOf(running);
  const events = readEvents(url);
  const viewer = startCommand(process.execPath, ["-e", `fetch("${url}events").then((got) => got.text())`]);
  const deaf = connect(Number(new URL(url).port), "127.0.0.1").pause();
  deaf.on("error", () => undefined);
  deaf.write("GET /events HTTP/1.1\r\nhost: localhost\r\n\r\n");

  const page = await fetch(url);
  expect(page.headers.get("content-security-policy")).toMatch(
    /^default-src 'none'; script-src 'self'; style-src 'self';/u,
  );
  expect(await page.text()).not.toMatch(/style=|<style|<script>|https?:/u);
  expect((await fetch(url, { method: "POST" })).status).toBe(405);
  expect((await fetch(`${url}package.json`)).status).toBe(404);
  expect(await statusOf(url, "evil.example")).toBe("HTTP/1.1 403 Forbidden");
  expect(await statusOf(url, `LOCALHOST:${new URL(url).port}`)).toBe("HTTP/1.1 200 OK");

  const metrics = await vi.waitFor(async () => {
    const text = await (await fetch(`${url}metrics`)).text();
    expect(text).toMatch(/^mqbench_live_trial_info\{.*scenario="tiny".*phase="measure"\} 1$/mu);
    return text;
  }, patience);
  expect(metrics).toMatch(/^mqbench_live_sent_so_far\{.*trial="1"\} \d+$/mu);
  expect(metrics.endsWith("\n# EOF\n")).toBe(true);

  viewer.child.kill("SIGKILL");
  await viewer.ended;
  running.child.kill("SIGINT");
  expect((await running.ended).code).toBe(130);
  expect(await isClosed(url)).toBe(true);
  const result = savedResult(out);
  expect(faultsOf(result)).toEqual([expect.stringMatching(/^interrupted/u)]);
  expect(await events).toMatch(
    /^event: state\n[^]*event: row\n[^]*event: ended\ndata: .*"valid":false.*\n\nevent: over\ndata: \{"text":"The run is over; its result is .*\}\n\n$/u,
  );
  deaf.destroy();
});

test("a run that ends by itself closes its port, and tells the same counts as its result", async () => {
  const out = temporaryFolder();
  const running = startMqbench(["run", tiny, "--live", "--out", out]);
  const url = await urlOf(running);
  const events = await readEvents(url);
  await running.ended;
  expect(await isClosed(url)).toBe(true);
  const { metrics = {} } = savedResult(out).trials[0] ?? {};
  const counts = /^event: ended\ndata: .*"counts":(\{.*?\})/mu.exec(events)?.[1] ?? "none";
  const { sent, delivered } = metrics;
  if (sent?.kind !== "value" || delivered?.kind !== "value") throw new Error("nothing was counted");
  expect(JSON.parse(counts)).toMatchObject({ sent: sent.value, delivered: delivered.value, lost: 0 });
});

test("a port that is taken, and what is no address, are errors before anything is started", async () => {
  const first = startMqbench([...long, "--out", temporaryFolder()]);
  const { port } = new URL(await urlOf(first));
  const out = temporaryFolder();
  const taken = await mqbench([...long, port, "--out", out]);
  expect([taken.code, taken.stderr]).toEqual([
    2,
    `error: --live: listen EADDRINUSE: address already in use 127.0.0.1:${port}\nhint: --live without a port takes a free one\n`,
  ]);
  const wrong = await mqbench(["run", tiny, "--live", "http://x", "--out", out]);
  expect([wrong.code, wrong.stderr]).toEqual([
    2,
    `error: --live: expected a port or HOST:PORT, got "http://x"\nhint: --live, --live 9464 or --live 0.0.0.0:9464; the scenario's name comes before it\n`,
  ]);
  first.child.kill("SIGTERM");
  expect((await first.ended).code).toBe(143);
});
