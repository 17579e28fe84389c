/** The look of the HTML report. Where a policy forbids it the page is complete without: it only gets plainer. */
import { paletteStyle } from "../../charts/palette.ts";

export const style = `
:root { color-scheme: light dark; --line: #8884; --faint: #8882; --good: #08693f; --bad: #a93226; }
${paletteStyle("light")}
@media (prefers-color-scheme: dark) { :root { --good: #4cc38a; --bad: #ff8f80; } ${paletteStyle("dark")} }
@media print { :root { color-scheme: light; --good: #08693f; --bad: #a93226; } ${paletteStyle("light")} }
.f { fill: var(--c); } .s { stroke: var(--c); } .gap { stroke: Canvas; }
html, body { background: Canvas; color: CanvasText; }
body { font: 16px/1.45 system-ui, sans-serif; max-width: 76rem; margin: 0 auto; padding: .75rem 1rem; }
h1 { font-size: 1.4rem; line-height: 1.2; margin: .2rem 0; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin-top: 2.2rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; } p, li, figcaption, summary, h3, td { overflow-wrap: break-word; } th { overflow-wrap: break-word; }
p.about { margin: .1rem 0; font-size: .9rem; } .headline { font-size: 1.15rem; font-weight: 600; margin: .6rem 0; }
nav { font-size: .9rem; margin: .8rem 0; } nav ul { display: flex; flex-wrap: wrap; gap: .3rem 1rem; padding: 0; margin: 0; list-style: none; }
a { color: LinkText; } a:focus-visible, summary:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
.verdict { padding: .4rem .75rem; border-left: .4rem solid var(--line); background: var(--faint); margin: .6rem 0; }
.passed, .valid { border-color: var(--good); } .failed, .not-valid, .no-trial { border-color: var(--bad); }
.kept { color: var(--good); } .broken { color: var(--bad); font-weight: 700; }
.answer { display: grid; grid-template-columns: minmax(0, 1fr); gap: .5rem 2rem; align-items: start; }
@media (min-width: 60rem) { .answer:not(.wide) { grid-template-columns: minmax(22rem, 1fr) minmax(0, auto); } .answer ul { width: 0; min-width: 100%; box-sizing: border-box; } td:not(.words) { white-space: nowrap; } }
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 16.5rem), 1fr)); gap: .8rem 1.5rem; }
.chart { min-width: 0; } p.shows { font-size: .8rem; font-weight: 600; margin: .2rem 0; overflow-wrap: anywhere; } svg { display: block; } .legend svg { display: inline-block; vertical-align: middle; }
.halo { paint-order: stroke; stroke: Canvas; stroke-width: 3px; stroke-linejoin: round; }
.legend { display: flex; flex-wrap: wrap; gap: .1rem 1rem; list-style: none; padding: 0; margin: .2rem 0; font-size: .85rem; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; margin: .4rem 0; }
th, td { border-bottom: 1px solid var(--line); padding: .15rem .5rem; vertical-align: top; }
th { font-weight: 500; } thead th { vertical-align: bottom; } td.words { min-width: 12rem; }
th[colspan] { font-weight: 700; padding-top: .6rem; }
figure { margin: .8rem 0; } .answer figure { margin: 0; } figcaption { font-size: .875rem; margin: .3rem 0 .5rem; max-width: 50rem; }
ul { padding-left: 1.2rem; } .answer ul { font-size: .85rem; }
summary { cursor: pointer; font-size: .9rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--faint); padding: .5rem; font-size: .85rem; }
.sequence { max-width: 420px; } .sequence svg { width: 100%; height: auto; }
@media (max-width: 60rem) { .long { overflow-wrap: anywhere; } }
@media (max-width: 52rem) {
  th, td { padding: .15rem .3rem; font-size: .8rem; }
  .stacked, .stacked tbody, .stacked tr, .stacked th, .stacked td { display: block; border: 0; padding: 0; }
  .stacked thead { display: none; } .stacked td { min-width: 0; } .stacked tr { border-bottom: 1px solid var(--line); padding: .3rem 0; }
  .stacked td { display: flex; justify-content: space-between; gap: 1rem; text-align: right; } .stacked td.words { min-width: 0; }
  .stacked td::before { content: attr(data-of); text-align: left; opacity: .85; overflow-wrap: break-word; max-width: 60%; } .stacked th { font-weight: 700; }
}
@page { size: A4; margin: 14mm; }
@media print {
  nav { display: none; } body { font-size: 10pt; max-width: none; padding: 0; }
  section + section { break-before: auto; } h2, h3 { break-after: avoid; } figure, tr, .chart { break-inside: avoid; }
  section.chapter { break-before: page; } details::details-content { content-visibility: visible; display: block; }
  .answer { grid-template-columns: minmax(0, 1fr); }
}
`;
