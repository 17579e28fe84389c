import { converter, differenceCiede2000, filterDeficiencyDeuter, parse, wcagContrast } from "culori";
import type { Color } from "culori";
import { describe, expect, test } from "vitest";
import { brokerLook, classOf, dashOf, heatColors, levelLook, markerOf, palette, paletteStyle } from "./palette.ts";
import type { Family } from "./palette.ts";

// Machado, Oliveira and Fernandes 2009, of full severity.
const withoutGreen = filterDeficiencyDeuter(1);
const distance = differenceCiede2000();
const toLab = converter("lab65");
const families: readonly Family[] = ["level", "broker", "side", "outcome", "plain"];
const pages = { light: "#ffffff", dark: "#121212" } as const;

function colorOf(hex: string): Color {
  const color = parse(hex);
  if (color === undefined) throw new Error(`${hex} is no colour`);
  return color;
}

function lightnessOf(hex: string): number {
  return toLab(colorOf(hex)).l;
}

/** Each with each. */
function pairsOf(colors: readonly string[]): readonly (readonly [string, string])[] {
  return colors.flatMap((a, index) => colors.slice(index + 1).map((b) => [a, b] as const));
}

describe.each(["light", "dark"] as const)("on a %s page", (theme) => {
  test.each(families)("no two of the family %s look alike: by full sight, without green, in grey", (family) => {
    for (const [a, b] of pairsOf(palette[family][theme])) {
      expect(distance(a, b)).toBeGreaterThan(20);
      expect(distance(withoutGreen(colorOf(a)), withoutGreen(colorOf(b)))).toBeGreaterThan(12);
      expect(Math.abs(lightnessOf(a) - lightnessOf(b))).toBeGreaterThan(5);
    }
  });

  test("a level is no broker and no side", () => {
    const colors = (["level", "broker", "side"] as const).map((family) => palette[family][theme]);
    for (const [some, others] of [[0, 1] as const, [0, 2] as const, [1, 2] as const])
      for (const a of colors[some] ?? [])
        for (const b of colors[others] ?? []) expect(distance(a, b)).toBeGreaterThan(10);
  });

  test.each(families)("all of the family %s stand out from the page as graphics must (WCAG 1.4.11)", (family) => {
    const contrasts = palette[family][theme].map((color) => wcagContrast(color, pages[theme]));
    expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(3);
  });
});

test("what has a colour of its own has a dash and a marker of its own", () => {
  for (const family of families) {
    const looks = palette[family].light.map((_, index) => ({ family, index }));
    expect(new Set(looks.map(dashOf)).size).toBe(looks.length);
    expect(new Set(looks.map(markerOf)).size).toBe(looks.length);
    expect(palette[family].dark).toHaveLength(looks.length);
  }
});

test("both themes give each class its colour", () => {
  for (const theme of ["light", "dark"] as const)
    expect(paletteStyle(theme)).toContain(`.${classOf(levelLook(2))}{--c:${palette.level[theme][2]}}`);
});

test("a broker has its colour whatever it is called by", () => {
  expect(brokerLook("aedes")).toEqual(brokerLook("embedded"));
  expect(brokerLook("Mosquitto")).toEqual({ family: "broker", index: 1 });
  expect(brokerLook("other")).toBeUndefined();
});

test("the heat map's scale gets lighter in even steps, also without green", () => {
  for (const see of [(hex: string) => lightnessOf(hex), (hex: string) => toLab(withoutGreen(colorOf(hex))).l]) {
    const steps = heatColors.slice(1).map((color, index) => see(color) - see(heatColors[index] ?? ""));
    const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
    for (const step of steps) expect(Math.abs(step - mean)).toBeLessThan(mean / 2);
  }
});
