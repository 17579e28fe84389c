/** The same drawing in fewer bytes: without what is the default anyway, and without digits that no screen shows. Pure. */

const defaults =
  / (?:opacity="1"|stroke-width="1"|pointer-events="none"|aria-hidden="true"|class="[^"]*"|(?:x1|x2|y1|y2)="0")/gu;
const unseen = /<path d="" display="none"\/>/gu;

/** Only within tags: texts stay as they are. `family` then stands once, at the root. */
export function compactSvg(svg: string, family: string): string {
  const isFamily = ` font-family="${family}"`;
  return svg
    .replaceAll(/<[a-zA-Z][^<>]*>/gu, (tag) =>
      tag
        .replaceAll(defaults, "")
        .replace(isFamily, "")
        .replaceAll(/(\.\d\d)\d+/gu, "$1"),
    )
    .replaceAll(unseen, "")
    .replace("<svg ", `<svg${isFamily} `);
}
