/** The live page's markup, look and icon: static, without a script or a style in it. */
import { paletteStyle } from "../../report/charts/palette.ts";

/** `module`: the path of its script. */
export function pageHtml(module: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>mqbench live</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/uplot.css">
<link rel="stylesheet" href="/style.css">
<script src="/uplot.js" defer></script>
<script type="module" src="${module}"></script>
</head>
<body>
<main>
<h1 id="scenario">mqbench</h1>
<p id="about"></p>
<p id="status" role="status">waits for the first second</p>
<section aria-labelledby="totals-title">
<h2 id="totals-title">Messages of measure, so far</h2>
<dl id="totals"></dl>
</section>
<section aria-labelledby="second-title">
<h2 id="second-title">By second</h2>
<p class="look"><label for="second">Look at second</label> <input id="second" type="range" min="0" max="0" step="1" value="0"> <output id="second-shown" for="second">–</output> <button id="latest" type="button" disabled>Latest</button></p>
<div id="charts"></div>
</section>
<section aria-labelledby="ended-title" id="ended-section" hidden>
<h2 id="ended-title">Trials that are over</h2>
<div class="wide" tabindex="0" role="region" aria-label="Their counts">
<table><thead><tr id="ended-head"></tr></thead><tbody id="ended"></tbody></table>
</div>
</section>
<noscript><p>This page draws with a script of mqbench's own. The same figures are at <a href="/metrics">/metrics</a>.</p></noscript>
</main>
</body>
</html>
`;
}

export const pageStyle = `
:root { color-scheme: light dark; --line: #8884; --faint: #8882; --good: #08693f; --bad: #a93226; --grid: #8883; --text: #444; }
${paletteStyle("light")}
@media (prefers-color-scheme: dark) { :root { --good: #4cc38a; --bad: #ff8f80; --text: #bbb; } ${paletteStyle("dark")} }
html, body { background: Canvas; color: CanvasText; }
body { font: 16px/1.45 system-ui, sans-serif; max-width: 84rem; margin: 0 auto; padding: .75rem 1rem 2rem; }
h1 { font-size: 1.4rem; line-height: 1.2; margin: .2rem 0; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 1.6rem 0 .5rem; border-bottom: 1px solid var(--line); }
h3 { font-size: .95rem; margin: 0 0 .2rem; }
p { margin: .2rem 0; overflow-wrap: anywhere; }
#status { padding: .4rem .75rem; border-left: .4rem solid var(--line); background: var(--faint); margin: .6rem 0; font-variant-numeric: tabular-nums; }
#status.runs { border-color: var(--good); } #status.lost { border-color: var(--bad); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: .5rem 1rem; margin: 0; }
dl div { min-width: 0; } dt { font-size: .85rem; } dd { margin: 0; font-size: 1.25rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.look { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem .75rem; font-size: .9rem; margin: 0 0 .8rem; }
.look input { flex: 1 1 12rem; min-width: 8rem; max-width: 40rem; } .look output { min-width: 9rem; font-variant-numeric: tabular-nums; }
button { font: inherit; padding: .1rem .7rem; }
input:focus-visible, button:focus-visible, .wide:focus-visible, a:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
#charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1.4rem 2rem; }
figure { margin: 0; min-width: 0; } figure[hidden] { display: none; }
.legend { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); gap: .05rem 1.2rem; list-style: none; padding: 0; margin: .2rem 0 0; font-size: .85rem; font-variant-numeric: tabular-nums; }
.legend li:not([hidden]) { display: flex; gap: .5rem; align-items: center; min-width: 0; } .legend b { margin-left: auto; font-weight: 600; white-space: nowrap; }
.legend svg { flex: none; } .s { stroke: var(--c); stroke-width: 2; }
.uplot { font: inherit; } .u-hz .u-cursor-x { border-color: var(--text); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid var(--line); padding: .2rem .6rem; vertical-align: top; text-align: right; white-space: nowrap; }
th:first-child, td:first-child, th:nth-child(2), td:nth-child(2) { text-align: left; } td:nth-child(2) { white-space: normal; min-width: 18rem; max-width: 34rem; }
th { font-weight: 500; white-space: normal; } .good { color: var(--good); } .bad { color: var(--bad); font-weight: 700; } td span { overflow-wrap: anywhere; }
@media (max-width: 40rem) {
  .wide table, .wide tbody, .wide tr, .wide td { display: block; border: 0; padding: 0; } .wide thead { display: none; }
  .wide tr { border-bottom: 1px solid var(--line); padding: .4rem 0; } .wide td:first-child { font-weight: 700; }
  .wide td:nth-child(n + 3) { display: flex; justify-content: space-between; gap: 1rem; } .wide td:nth-child(n + 3)::before { content: attr(data-of); } .wide td:nth-child(2) { min-width: 0; max-width: none; }
}
@media (max-width: 40rem) { body { padding: .5rem .75rem 1.5rem; } dd { font-size: 1.1rem; } dl { grid-template-columns: repeat(auto-fill, minmax(7rem, 1fr)); } }
`;

export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M1 12l4-5 3 3 6-7" fill="none" stroke="#26828e" stroke-width="2.4"/></svg>`;
