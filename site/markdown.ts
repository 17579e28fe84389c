/** Texts of the code in Markdown as VitePress reads it: HTML, braces and bars are texts. */
const entities: Readonly<Record<string, string>> = { "<": "&lt;", "{": "&#123;", "|": "&#124;" };

export function plain(text: string): string {
  return text.replaceAll(/[<{|]/gu, (character) => entities[character] ?? character);
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
