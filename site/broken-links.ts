/** Links of a built site that lead to no page, file or heading of it. Pure. */
import { posix } from "node:path";

/** `pages`: HTML by its path; `isFile`: of a path of the site. */
export function brokenLinks(pages: ReadonlyMap<string, string>, isFile: (path: string) => boolean): readonly string[] {
  const headings = new Map([...pages].map(([path, html]) => [path, new Set(attributes(html, "id"))] as const));
  return [...pages].flatMap(([path, html]) =>
    [...new Set(attributes(html, "href"))].flatMap((href) => {
      const { target, heading } = destination(path, href);
      if (target === null) return [];
      if (!isFile(target)) return [`${path}: ${href} leads to no page`];
      if (heading === "" || headings.get(target)?.has(heading) !== false) return [];
      return [`${path}: ${href} leads to no heading of ${target}`];
    }),
  );
}

/** null: another site. */
function destination(from: string, href: string): { readonly target: string | null; readonly heading: string } {
  if (/^(?:[a-z]+:|\/\/)/u.test(href)) return { target: null, heading: "" };
  const [path = "", heading = ""] = href.replaceAll("&amp;", "&").split("#");
  const found = path === "" ? from : posix.join(path.startsWith("/") ? "" : posix.dirname(from), path);
  const file = found === "" || found.endsWith("/") ? `${found}index.html` : found;
  const target = posix.extname(file) === "" ? `${file}.html` : file;
  return { target: target.replace(/^\//u, ""), heading: decodeURIComponent(heading) };
}

function attributes(html: string, name: "id" | "href"): readonly string[] {
  return [...html.matchAll(new RegExp(String.raw`\s${name}="(?<value>[^"]*)"`, "gu"))].map(
    (found) => found.groups?.["value"] ?? "",
  );
}
