import { globSync, readFileSync } from "node:fs";

/** Every page of the documentation. */
export const pages: readonly string[] = [
  ...globSync("*.md"),
  ...globSync("docs/**/*.md"),
  ...globSync("examples/*/README.md"),
].toSorted();

/** The text of a page. */
export const textOf = (page: string) => readFileSync(page, "utf8");

/** A fenced block of a page. */
export interface Block {
  readonly page: string;
  readonly language: string;
  readonly text: string;
}

/** The blocks of all pages, in order. A block within a list is indented; its text is not. */
export const blocks: readonly Block[] = pages.flatMap((page): readonly Block[] =>
  [...readFileSync(page, "utf8").matchAll(/^( *)```(\w+)\n([\s\S]*?)^\1```$/gm)].map(
    ([, indentation = "", language = "", text = ""]) => ({
      page,
      language,
      text: text.replaceAll(new RegExp(`^${indentation}`, "gm"), ""),
    }),
  ),
);

/** A recipe's commands, each with the output that the page shows below it, and the files that the reader saves. */
export interface Recipe {
  readonly page: string;
  readonly files: readonly { readonly name: string; readonly language: string; readonly text: string }[];
  readonly steps: readonly { readonly command: string; readonly output: Block | null }[];
}

/** The first line of a block that the reader saves names the file in a comment. */
const fileName = /^(?:\/\/|#) ([\w.-]+\.\w+)\n/;

/** The recipes in docs/recipes. */
export const recipes: readonly Recipe[] = pages
  .filter((page) => page.startsWith("docs/recipes/") && !page.endsWith("README.md"))
  .map((page) => {
    const own = blocks.filter((block) => block.page === page);
    const files = own.flatMap(({ language, text }) => {
      const [, name] = fileName.exec(text) ?? [];
      return name === undefined ? [] : [{ name, language, text }];
    });
    const steps = own.flatMap(({ language, text }, index) => {
      const next = own[index + 1] ?? null;
      const isOutput = next?.language === "json" || next?.language === "text";
      return language === "sh" ? [{ command: text.trim(), output: isOutput ? next : null }] : [];
    });
    return { page, files, steps };
  });
