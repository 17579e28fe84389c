import { expect, test } from "vitest";
import { compactSvg } from "./compact-svg.ts";

test("what is the default anyway goes, and the font stands once", () => {
  const svg = `<svg width="9"><path d="" display="none"/><line x2="0" y2="0" y1="2"/><g class="mark" pointer-events="none"><text opacity="1" font-family="sans" fill="red">a</text></g></svg>`;
  expect(compactSvg(svg, "sans")).toBe(
    `<svg font-family="sans" width="9"><line y1="2"/><g><text fill="red">a</text></g></svg>`,
  );
});

test("what is not the default stays", () => {
  const svg = `<svg font-family="sans" x="1"><path opacity="0.15" stroke-width="1.5"/></svg>`;
  expect(compactSvg(svg, "sans")).toBe(svg);
});

test("coordinates keep two digits, and texts all of theirs", () => {
  expect(compactSvg(`<svg d="M1.23456,7.1"><text> opacity="1" 0.12345</text></svg>`, "sans")).toBe(
    `<svg font-family="sans" d="M1.23,7.1"><text> opacity="1" 0.12345</text></svg>`,
  );
});
