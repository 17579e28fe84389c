/** The look of the HTML report. Where a policy forbids it the page is complete without: it only gets plainer. */

export const style = `
:root { color-scheme: light dark; --line: #8884; --faint: #8882; --good: #0a7a4b; --bad: #c0392b; }
@media (prefers-color-scheme: dark) { :root { --good: #4cc38a; --bad: #ff8f80; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
p, li, figcaption, summary, h3 { overflow-wrap: anywhere; }
nav ul { columns: 2; font-size: .9rem; }
.verdict { font-size: 1.1rem; padding: .5rem .75rem; border-left: .4rem solid var(--line); background: var(--faint); }
.passed, .valid { border-color: var(--good); } .failed, .not-valid, .no-trial { border-color: var(--bad); }
.kept { color: var(--good); } .broken { color: var(--bad); font-weight: 700; }
.scroll { overflow-x: auto; } .scroll + .scroll { margin-top: 1.2rem; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid var(--line); padding: .2rem .5rem; white-space: nowrap; }
th { font-weight: 500; } thead th { white-space: normal; vertical-align: bottom; }
th[scope=row], thead th:first-child { position: sticky; left: 0; background: Canvas; }
.words { white-space: normal; min-width: 14rem; }
th[colspan] { font-weight: 700; padding-top: .8rem; }
figure { margin: 1.5rem 0; } figcaption { font-size: .9rem; margin: .3rem 0 .6rem; max-width: 46rem; }
.beside { display: flex; flex-wrap: wrap; gap: 1rem 1.5rem; align-items: flex-start; }
.chart, .beside > .scroll { max-width: 100%; } .chart svg { max-width: 100%; height: auto; }
summary { cursor: pointer; font-size: .9rem; }
pre { overflow-x: auto; background: var(--faint); padding: .5rem; font-size: .875rem; }
@media (max-width: 40rem) { nav ul { columns: 1; } .words { min-width: 8rem; } th[scope=row] { white-space: normal; max-width: 9rem; } th, td { padding: .2rem .3rem; font-size: .8rem; } }
@media print { nav { display: none; } h2 { break-after: avoid; } figure, tr { break-inside: avoid; } body { font-size: 10pt; max-width: none; } }
`;
