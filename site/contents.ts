/** Which pages the site has beside those that are made of code, in the order in which they are offered; paths are those of the repository. */
export interface Chapter {
  readonly title: string;
  readonly pages: readonly string[];
}

export const chapters: readonly Chapter[] = [
  { title: "First run", pages: ["README.md", "docs/container.md", "docs/live.md", "docs/reports.md"] },
  {
    title: "Deciding",
    pages: ["docs/choosing.md", "docs/fleet-cost.md", "docs/brokers.md", "docs/mqttbs.md", "docs/claims.md"],
  },
  { title: "Your own fleet", pages: ["docs/devices.md", "docs/mqtt5.md", "docs/machines.md", "docs/scale.md"] },
  { title: "In tests and CI", pages: ["docs/ci.md", "docs/library.md"] },
  { title: "How it works", pages: ["docs/method.md", "docs/performance.md", "docs/architecture.md"] },
  { title: "The project", pages: ["CONTRIBUTING.md", "CHANGELOG.md"] },
];

/** The first heading of a page. */
export function titleOf(markdown: string): string {
  const title = /^# (?<title>.+)$/mu.exec(markdown)?.groups?.["title"];
  if (title === undefined) throw new Error("a page needs a heading");
  return title;
}
