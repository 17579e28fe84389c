/** The script of the live page: reads the events of a run and shows them; nothing goes back. */
import { formatCount, formatDuration } from "../../../report/format.ts";
import type { EndedTrial, LiveEvents, LiveRow } from "../live-events.ts";
import { Charts } from "./charts.ts";

const mostRows = 3600;
/** Counts in the order in which they stand; others follow. */
const order = ["intended", "sent", "acknowledged", "delivered", "lost"];
/** What is worth a word only where it happened. */
const rare = new Set([
  "unsent",
  "overruns",
  "delayedByOutage",
  "refused",
  "altered",
  "duplicate",
  "reordered",
  "lostAcknowledged",
]);
const names: Readonly<Record<string, string>> = {
  delayedByOutage: "delayed by an outage",
  expectedDeliveries: "expected deliveries",
  lostAcknowledged: "acknowledged, then lost",
};

const status = find("status");
const slider = find("second");
const latest = find("latest");
if (!(slider instanceof HTMLInputElement) || !(latest instanceof HTMLButtonElement))
  throw new Error("the page is not as it was made");

let rows: LiveRow[] = [];
let now: LiveRow | null = null;
let ended: EndedTrial[] = [];
/** The row that is looked at; null: the latest. */
let looked: number | null = null;

const charts = new Charts(find("charts"), (index) => {
  looked = index;
  showSecond();
});

slider.addEventListener("input", () => {
  looked = slider.valueAsNumber >= rows.length - 1 ? null : slider.valueAsNumber;
  showSecond();
});
latest.addEventListener("click", () => {
  looked = null;
  showSecond();
});

const source = new EventSource("/events");
listen("state", (state) => {
  find("scenario").textContent = `${state.scenario} live`;
  document.title = `${state.scenario}: mqbench live`;
  rows = [...state.rows];
  ended = [...state.ended];
  ({ now } = state);
  looked = null;
  showEnded();
  showAll();
});
listen("row", (row) => {
  if (row.trial.title !== now?.trial.title) {
    rows = [];
    looked = null;
  }
  now = row;
  // A load that is driven step by step has no rows of figures.
  if (Object.keys(row.values).length > 0) rows.push(row);
  if (rows.length > mostRows) rows.shift();
  showAll();
});
listen("ended", (trial) => {
  ended.push(trial);
  showEnded();
});
listen("over", ({ text }) => {
  // Without this the browser would look for the next run at this address.
  source.close();
  status.className = "";
  status.textContent = text;
});
source.addEventListener("error", () => {
  if (source.readyState === EventSource.CLOSED) return;
  status.className = "lost";
  status.textContent = "mqbench does not answer: what it told so far stays here, and this page tries again";
});

function listen<Name extends keyof LiveEvents>(name: Name, show: (data: LiveEvents[Name]) => void): void {
  source.addEventListener(name, ({ data }: MessageEvent<string>) => {
    const parsed: LiveEvents[Name] = JSON.parse(data);
    show(parsed);
  });
}

function showAll(): void {
  if (now !== null) {
    const { trial, phase, second, leftNs } = now;
    const left = leftNs === null ? "" : `, at most ${formatDuration(leftNs)} left`;
    find("about").textContent = trial.summary;
    status.className = "runs";
    status.textContent = `${trial.title}: ${phase}, ${formatDuration(Math.round(second) * 1e9)}${left}`;
    showCounts(now.counts);
  }
  charts.show(rows);
  showSecond();
}

function showSecond(): void {
  if (!(slider instanceof HTMLInputElement) || !(latest instanceof HTMLButtonElement)) return;
  const last = rows.length - 1;
  const index = looked ?? last;
  const row = rows[index];
  const text = row === undefined ? "–" : `${row.second.toFixed(1)} s, ${row.phase}`;
  slider.max = String(Math.max(0, last));
  slider.value = String(Math.max(0, index));
  slider.setAttribute("aria-valuetext", text);
  find("second-shown").textContent = text;
  latest.disabled = looked === null;
  charts.look(index, looked !== null);
}

function showCounts(counts: Readonly<Record<string, number>>): void {
  find("totals").replaceChildren(
    ...shownCounts([counts]).map((name) => {
      const item = document.createElement("div");
      item.appendChild(document.createElement("dt")).textContent = names[name] ?? name;
      const value = item.appendChild(document.createElement("dd"));
      value.textContent = formatCount(counts[name] ?? 0);
      value.dataset["count"] = name;
      return item;
    }),
  );
}

/** The counts that some of them have, in order; rare ones where one is not 0. */
function shownCounts(all: readonly Readonly<Record<string, number>>[]): readonly string[] {
  const known = [...new Set([...order, ...all.flatMap((counts) => Object.keys(counts))])];
  return known.filter((name) => all.some((counts) => (rare.has(name) ? (counts[name] ?? 0) > 0 : name in counts)));
}

function showEnded(): void {
  find("ended-section").hidden = ended.length === 0;
  const columns = shownCounts(ended.map(({ counts }) => counts));
  const heads = ["trial", "verdict", ...columns.map((name) => names[name] ?? name)];
  find("ended-head").replaceChildren(...heads.map((text) => cell("th", text)));
  find("ended").replaceChildren(
    ...ended.map(({ title, valid, because, counts }) => {
      const line = document.createElement("tr");
      const values = columns.map((name) => {
        const value = cell("td", name in counts ? formatCount(counts[name] ?? 0) : "–");
        value.dataset["count"] = name;
        value.dataset["of"] = names[name] ?? name;
        return value;
      });
      const verdict = cell("td", "");
      const word = verdict.appendChild(cell("span", valid ? "valid" : "not valid"));
      word.className = valid && because.length === 0 ? "good" : "bad";
      if (because.length > 0) verdict.appendChild(cell("span", `: ${because.join("; ")}`));
      line.append(cell("td", title), verdict, ...values);
      return line;
    }),
  );
}

function cell(tag: "td" | "th" | "span", text: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

function find(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no ${id}`);
  return found;
}
