import { expect, it } from "vitest";
import { brokenLinks } from "./broken-links.ts";

const page =
  '<h1 id="top">x</h1> <a href="/other#here">y</a> <a href="./other.html">z</a> <a href="https://example.org/">e</a>';
const other = '<h2 id="here">x</h2>';

function brokenOf(html: string): readonly string[] {
  const pages = new Map([
    ["docs/page.html", html],
    ["other.html", other],
    ["docs/other.html", other],
  ]);
  return brokenLinks(pages, (path) => pages.has(path) || path === "a.webp");
}

it("links to pages, headings, files and elsewhere are whole", () => {
  expect(brokenOf(`${page} <a href="/a.webp">p</a> <a href="#top">t</a>`)).toEqual([]);
});

it("a page and a heading that are not there are named", () => {
  expect(brokenOf('<a href="/gone">x</a> <a href="../other#away">y</a> <a href="#away">z</a>')).toEqual([
    "docs/page.html: /gone leads to no page",
    "docs/page.html: ../other#away leads to no heading of other.html",
    "docs/page.html: #away leads to no heading of docs/page.html",
  ]);
});
