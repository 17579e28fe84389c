import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { siteLinks } from "./repository-links.ts";

const places = {
  root: fileURLToPath(new URL("../", import.meta.url)),
  onSite: new Set(["README.md", "docs/method.md"]),
  elsewhere: "https://example.com/blob/main/",
};

describe("links of a page of the repository", () => {
  it.each([
    ["to a page stay", "[a](../README.md#limits)", "[a](../README.md#limits)"],
    ["within the page and to elsewhere stay", "[a](#b) [c](https://example.org)", "[a](#b) [c](https://example.org)"],
    ["to a scenario lead to its page", "[a](../scenarios/smoke.yaml)", "[a](/scenarios/smoke)"],
    ["to another file lead to the repository", "[a](../LICENSE)", "[a](https://example.com/blob/main/LICENSE)"],
  ])("%s", (_, markdown, expected) => {
    expect(siteLinks("docs/method.md", markdown, places)).toBe(expected);
  });

  it("that lead nowhere are named with their line", () => {
    expect(() => siteLinks("docs/method.md", "# a\n[a](../GONE.md)", places)).toThrow(
      "docs/method.md:2: ../GONE.md leads to GONE.md, which is not in the repository",
    );
  });
});
