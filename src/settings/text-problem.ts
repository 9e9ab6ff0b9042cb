import * as v from "valibot";

const mark = `["'\`\u201c-\u201f\u2018-\u201b\u00ab\u00bb]`;
const quoted = new RegExp(`^${mark}(.*)${mark}$`, "s");
const halfQuoted = new RegExp(`^${mark}|${mark}$`);

/** References that a shell or another program would have replaced. */
const reference = /\$\{\w+\}|\$\([^()]+\)|^\$[A-Z_][A-Z0-9_]*$|^\{\{.*\}\}$/;
/** What examples contain instead of a value. */
const blank = /^<[^<>]*>$|^(?:change|replace)[-_ ]?(?:me|this)$/i;

/** Returns why this text cannot be an intended value; null if it can. Never contains the text, which may be a secret. */
export function textProblem(text: string): string | null {
  if (quoted.test(text))
    return "is in quotation marks, which are part of the value, as in a file for docker run --env-file. Remove them.";
  if (reference.test(text)) return "contains a reference that nothing has replaced. Write the value itself.";
  if (blank.test(text)) return "is a placeholder. Replace it with the value.";
  return null;
}

/** Returns the text without the quotation marks around it. */
export const withoutQuotationMarks = (text: string) => quoted.exec(text)?.[1]?.trim() ?? text;

/** Rejects a secret that cannot be intended. */
export const meantText = v.rawCheck<string>(({ dataset, addIssue }) => {
  const message = dataset.typed ? textProblem(dataset.value) : null;
  if (message !== null) addIssue({ message });
});

/** The text of a key of a provider. Such keys contain no quotation marks. */
export const keyText = v.pipe(
  v.string(),
  meantText,
  v.check((text) => !halfQuoted.test(text), "has a quotation mark at one end. Remove it."),
);
