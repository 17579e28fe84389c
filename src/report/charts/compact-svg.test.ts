import { expect, test } from "vitest";
import { compactSvg } from "./compact-svg.ts";

const font = ['font-family="sans"', 'font-size="12px"'];

test("what is the default anyway goes, and the font stands once", () => {
  const svg = `<svg width="9"><path d="" display="none"/><line x2="0" y2="0" y1="2"/><g class="mark" pointer-events="none"><text opacity="1" font-family="sans" font-size="12px" fill="red">a</text></g></svg>`;
  expect(compactSvg(svg, font)).toBe(
    `<svg font-family="sans" font-size="12px" width="9"><line y1="2"/><g><text fill="red">a</text></g></svg>`,
  );
});

test("what is not the default stays", () => {
  const svg = `<svg font-family="sans" font-size="12px" x="1"><text font-size="11px"/><path opacity="0.15" stroke-width="1.5"/></svg>`;
  expect(compactSvg(svg, font)).toBe(svg);
});

test("coordinates keep two digits, and texts all of theirs", () => {
  expect(compactSvg(`<svg d="M1.23456,7.1"><text> opacity="1" 0.12345</text></svg>`, font)).toBe(
    `<svg font-family="sans" font-size="12px" d="M1.23,7.1"><text> opacity="1" 0.12345</text></svg>`,
  );
});
