/** The site: its pages are made by `make-pages.ts`; links that lead nowhere end the build. */
import { readFileSync, readdirSync } from "node:fs";
import { chapters, titleOf } from "../contents.ts";

const pages = new URL("../pages/", import.meta.url);

function linkTo(path: string): { readonly text: string; readonly link: string } {
  return { text: titleOf(readFileSync(new URL(path, pages), "utf8")), link: `/${path.replace(/\.md$/u, "")}` };
}

const [first, ...others] = chapters.map(({ title, pages: paths }) => ({ text: title, items: paths.map(linkTo) }));
const scenarios = readdirSync(new URL("scenarios/", pages)).filter((name) => name !== "index.md");

export default {
  title: "mqbench",
  description: "Load and overhead benchmarks for MQTT",
  srcDir: "pages",
  lastUpdated: false,
  themeConfig: {
    search: { provider: "local" },
    nav: [
      { text: "First run", link: "/README" },
      { text: "Scenarios", link: "/scenarios/" },
      { text: "Keys", link: "/keys" },
      { text: "Metrics", link: "/metrics" },
    ],
    sidebar: [
      first,
      { text: "Reference", items: [linkTo("keys.md"), linkTo("metrics.md")] },
      ...others,
      {
        text: "Scenarios",
        collapsed: true,
        items: [linkTo("scenarios/index.md"), ...scenarios.map((name) => linkTo(`scenarios/${name}`))],
      },
    ],
  },
};
