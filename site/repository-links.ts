/** Links of a page of the repository as they stand on the site: to pages as they are, to scenarios by their page, to other files where the repository is kept. */
import { existsSync } from "node:fs";
import { join, posix } from "node:path";

export interface Places {
  /** The folder of the repository. */
  readonly root: string;
  /** Paths in it that are pages or pictures of the site. */
  readonly onSite: ReadonlySet<string>;
  /** Where a file of it is shown, with the slash at its end. */
  readonly elsewhere: string;
}

/** Throws where a link leads to no file of the repository. `page` is the path of `markdown` in it. */
export function siteLinks(page: string, markdown: string, places: Places): string {
  return markdown
    .split("\n")
    .map((line, index) =>
      line.replaceAll(
        /(?<=\]\()(?![a-z]+:|#)(?<path>[^)#]+)(?<anchor>#[^)]*)?(?=\))/gu,
        (whole, path: string, anchor = "") => {
          const target = posix.normalize(posix.join(posix.dirname(page), path));
          if (places.onSite.has(target)) return whole;
          if (!existsSync(join(places.root, target)))
            throw new Error(`${page}:${index + 1}: ${path} leads to ${target}, which is not in the repository`);
          const scenario = /^scenarios\/(?<name>[\w-]+)\.yaml$/u.exec(target)?.groups?.["name"];
          return scenario === undefined ? `${places.elsewhere}${target}${anchor}` : `/scenarios/${scenario}`;
        },
      ),
    )
    .join("\n");
}
