/** What a caller without types gave instead of what was expected, in words. Pure. */

const longest = 60;

/** `undefined`, `"pdf"`, `a promise: await it`. */
export function gotWords(given: unknown): string {
  if (given instanceof Promise) return "a promise: await it";
  if (Array.isArray(given)) return "a list";
  switch (typeof given) {
    case "string":
      return JSON.stringify(given.length > longest ? `${given.slice(0, longest)}…` : given);
    case "object":
      return given === null ? "null" : "an object that is none";
    case "function":
      return "a function";
    default:
      return String(given);
  }
}
