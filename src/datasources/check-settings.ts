import * as v from "valibot";
import type { ConfigurationFault, DeclaredSource, Environment } from "./provider.js";

/** What a schema makes of settings; null where they have faults. */
export interface Checked<Output> {
  readonly output: Output | null;
  readonly faults: readonly ConfigurationFault[];
}

type ObjectSchema = v.GenericSchema & { readonly entries: v.ObjectEntries };

/** Checks the variables that a schema names. A variable of white space is one that is not set. */
export function checkEnvironment<Schema extends ObjectSchema>(
  schema: Schema,
  environment: Environment,
): Checked<v.InferOutput<Schema>> {
  const given = Object.keys(schema.entries).map((key) => [key, environment[key]?.trim() || undefined]);
  return check(schema, Object.fromEntries(given), (key) => key);
}

/** Checks a source of a configuration file. */
export function checkDeclared<Schema extends ObjectSchema>(
  schema: Schema,
  { path, settings }: DeclaredSource,
): Checked<v.InferOutput<Schema>> {
  return check(schema, settings, (key) => `${path}.${key}`);
}

function check<Schema extends v.GenericSchema>(
  schema: Schema,
  given: unknown,
  keyOf: (path: string) => string,
): Checked<v.InferOutput<Schema>> {
  const result = v.safeParse(schema, given, { abortPipeEarly: true });
  if (result.success) return { output: result.output, faults: [] };
  const faults = result.issues.map((issue) => ({
    key: keyOf(v.getDotPath(issue) ?? ""),
    message: messageOf(issue),
  }));
  return { output: null, faults };
}

/** valibot's own texts quote what was received, which may be a secret in the wrong place. */
function messageOf(issue: v.BaseIssue<unknown>): string {
  if (!issue.message.startsWith("Invalid ")) return issue.message;
  if (issue.expected === "never") return "is not a setting that the gateway knows.";
  return issue.received === "undefined"
    ? "is missing."
    : `must be ${withArticle(issue.expected ?? "another value")}.`;
}

function withArticle(type: string): string {
  if (!/^[A-Z]/.test(type)) return type;
  return `${/^[AEIO]/.test(type) ? "an" : "a"} ${type.toLowerCase()}`;
}

/** An object with these members and no others; each other one is a fault of its own. */
export function settings<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.objectWithRest(entries, v.never());
}

/** Says to who writes a file what a member means; editors show it. */
export function described<Schema extends v.GenericSchema>(meaning: string, schema: Schema) {
  return v.pipe(schema, v.description(meaning));
}

/** A number without a fraction, as files have it. */
export function wholeNumber(minimum: number, maximum: number) {
  const rule = `must be a whole number from ${minimum} to ${maximum}.`;
  return v.pipe(v.number(rule), v.integer(rule), v.minValue(minimum, rule), v.maxValue(maximum, rule));
}

/** As `wholeNumber`, of a text, as environments have it. */
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

/** Texts with commas between, as environments have them; each once. */
export const textList = v.pipe(
  v.optional(v.string(), ""),
  v.transform((text): readonly string[] => {
    const items = text.split(",").map((item) => item.trim());
    return [...new Set(items.filter((item) => item !== ""))];
  }),
);
