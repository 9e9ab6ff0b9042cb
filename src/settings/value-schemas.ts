import * as v from "valibot";
import { textProblem } from "./text-problem.js";

/** An object with these keys. Each unknown key is an error of its own. */
export function settingsObject<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.objectWithRest(entries, v.never());
}

/** Adds a description, which editors show to the author of a configuration file. */
export function withDescription<Schema extends v.GenericSchema>(meaning: string, schema: Schema) {
  return v.pipe(schema, v.description(meaning));
}

/**
 * The name of a variable that holds a secret. Requires capitals. Most secrets have lower-case letters, so a secret that was entered
 * by mistake is rejected and not printed.
 */
export function variableName(secret: string) {
  const rule = `must be the name of a variable, in capital letters, not the ${secret} itself.`;
  return v.pipe(v.string(), v.regex(/^[A-Z][A-Z0-9_]*$/, rule));
}

export const fileName = v.pipe(v.string(), v.minLength(1, "must be the name of a file."));

/** A whole number in a configuration file. */
export function wholeNumber(minimum: number, maximum: number) {
  const rule = `must be a whole number from ${minimum} to ${maximum}.`;
  return v.pipe(v.number(rule), v.integer(rule), v.minValue(minimum, rule), v.maxValue(maximum, rule));
}

/** A whole number in an environment variable. */
export function wholeNumberText(minimum: number, maximum: number, fallback: number) {
  const rule = `must be a whole number from ${minimum} to ${maximum}.`;
  return v.pipe(
    v.optional(v.string(), String(fallback)),
    v.regex(/^[0-9]+$/, rule),
    v.transform(Number),
    v.minValue(minimum, rule),
    v.maxValue(maximum, rule),
  );
}

export const trueOrFalse = v.picklist(["true", "false"], "must be true or false.");

/** A list of strings, separated by commas; duplicates are dropped. Does not check them. */
export const textItems = v.pipe(
  v.optional(v.string(), ""),
  v.transform((text): readonly string[] => {
    const items = text.split(",").map((item) => item.trim());
    return [...new Set(items.filter((item) => item !== ""))];
  }),
);

/** A list of strings, separated by commas. Rejects items that cannot be intended, such as placeholders. */
export const textList = v.pipe(
  textItems,
  v.rawCheck(({ dataset, addIssue }) => {
    const problems = dataset.typed ? dataset.value.map(textProblem) : [];
    const index = problems.findIndex((problem) => problem !== null);
    if (index >= 0) addIssue({ message: `entry ${index + 1} ${problems[index]}` });
  }),
);

/** Whether a text is an origin, such as `https://app.example.com`. */
export function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

/** Rejects port 0 in a URL, to which nothing can connect. */
export function hasUsablePort(rule: string) {
  return v.check<string, string>((text) => !URL.canParse(text) || new URL(text).port !== "0", rule);
}

const endpointRule =
  "must be a URL such as https://host:port, without a user name, a password, a query, a fragment or //.";

const endpointText = v.pipe(
  v.string(),
  v.url(endpointRule),
  hasUsablePort(endpointRule),
  v.regex(/^https?:\/\/[^/@?#\\]+(?:\/[^/@?#\\]+)*\/*$/, endpointRule),
);

const withoutEndSlashes = v.transform((text: string) => new URL(text).href.replace(/\/+$/, ""));

/** A base URL to which the paths of an API are added. Slashes at its end are removed. */
export const endpointUrl = v.pipe(endpointText, withoutEndSlashes);

/** The same in a configuration file. A description after a transformation would not be in the JSON Schema. */
export function describedEndpointUrl(meaning: string) {
  return v.pipe(withDescription(meaning, endpointText), withoutEndSlashes);
}
