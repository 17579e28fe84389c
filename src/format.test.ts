import { expect, test } from "vitest";
import { formatCounted, formatNumber, formatWhole } from "./format.ts";
import { seededRandom } from "./seeded-random.ts";

/** Of every magnitude from 1e-7 to 1e21, and around what has one digit more. */
function numbers(): readonly number[] {
  const random = seededRandom(7);
  const edges = [0, 1, 999, 999.5, 1000, 99_999, 1e6, 123_456_789, 1e15, 2 ** 53, 1e21];
  const others = Array.from({ length: 5000 }, () => random() * 10 ** (random() * 28 - 7));
  return [...edges, ...others].flatMap((value) => [value, -value]).filter((value) => !Object.is(value, -0));
}

test("whole numbers are grouped as the English locale groups them", () => {
  const wrong = numbers().filter(
    (value) => Math.round(value) !== 0 && formatWhole(value) !== Math.round(value).toLocaleString("en"),
  );
  expect(wrong).toEqual([]);
});

test("others have three significant digits and no exponent, as the locale writes them", () => {
  const locale = (value: number): string => {
    const rounded = Number(value.toPrecision(3));
    const text = Math.abs(rounded).toLocaleString("en", { maximumFractionDigits: 12 });
    return rounded < 0 ? `−${text}` : text;
  };
  expect(numbers().filter((value) => formatNumber(value) !== locale(value))).toEqual([]);
});

test("one of what is counted is no plural", () => {
  const counted = [0, 1, 2, 1200].map((count) => formatCounted(count, "delivery", "deliveries"));
  expect(counted).toEqual(["0 deliveries", "1 delivery", "2 deliveries", "1,200 deliveries"]);
  expect(formatCounted(2, "sensor")).toBe("2 sensors");
});
