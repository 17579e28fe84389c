/** One HTML page without scripts and without anything from elsewhere: the answer, then its sections. Pure. */
import { escapeMarkup } from "../../../escape.ts";
import type { Section } from "../section.ts";
import { style } from "../style.ts";

export interface Page {
  readonly title: string;
  /** Below the title: what was run, in a line each. */
  readonly about: readonly string[];
  /** Markup of the answer and the verdict: what stands on the first screen. */
  readonly opening: string;
  readonly sections: readonly (Section | undefined)[];
}

export function renderPage({ title, about, opening, sections }: Page): string {
  const shown = sections.filter((section) => section !== undefined);
  const contents = shown.map(({ id, title: name }) => `<li><a href="#${id}">${escapeMarkup(name)}</a></li>`).join("\n");
  const body = shown.map(
    ({ id, title: name, body: content }) =>
      `<section id="${id}" aria-labelledby="${id}-title">\n<h2 id="${id}-title">${escapeMarkup(name)}</h2>\n${content}\n</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeMarkup(title)}: mqbench</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeMarkup(title)}</h1>
${about.map((line) => `<p class="about">${escapeMarkup(line)}</p>`).join("\n")}
${opening}
<nav aria-label="Contents"><ul>
${contents}
</ul></nav>
${body.join("\n")}
</main>
</body>
</html>
`;
}
