/** The same drawing in fewer bytes: without what is the default anyway, and without digits that no screen shows. Pure. */

const defaults =
  / (?:opacity="1"|stroke-width="1"|pointer-events="none"|aria-hidden="true"|class="[^"]*"|(?:x1|x2|y1|y2)="0")/gu;
const unseen = /<path d="" display="none"\/>/gu;

/** `inherited` attributes, such as the font, then stand once, at the root. Only tags change: texts stay as they are. */
export function compactSvg(svg: string, inherited: readonly string[]): string {
  return svg
    .replaceAll(/<[a-zA-Z][^<>]*>/gu, (tag) => {
      const shorter = tag.replaceAll(defaults, "").replaceAll(/(\.\d\d)\d+/gu, "$1");
      return inherited.reduce((rest, attribute) => rest.replace(` ${attribute}`, ""), shorter);
    })
    .replaceAll(unseen, "")
    .replace("<svg ", `<svg ${inherited.join(" ")} `);
}
