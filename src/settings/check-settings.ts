import * as v from "valibot";
import { closestName } from "./closest-name.js";
import type { ConfigurationFault } from "./configuration-fault.js";
import type { DeclaredSource } from "./declared-source.js";
import type { Environment } from "./environment.js";

/** The settings, or null if they have errors. */
export interface Checked<Output> {
  readonly output: Output | null;
  readonly faults: readonly ConfigurationFault[];
}

type ObjectSchema = v.GenericSchema & { readonly entries: v.ObjectEntries };

/** Checks the variables of a schema. A variable that is empty or only white space counts as not set. */
export function checkEnvironment<Schema extends ObjectSchema>(
  schema: Schema,
  environment: Environment,
): Checked<v.InferOutput<Schema>> {
  const given = Object.keys(schema.entries).map((key) => [key, environment[key]?.trim() || undefined]);
  return check(schema, Object.fromEntries(given), (key) => key);
}

/** Checks a source in the configuration file. */
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
    message: messageOf(issue, schema),
  }));
  return { output: null, faults };
}

/** Replaces valibot's own messages: they quote the value, which may be a secret in the wrong place. */
function messageOf(issue: v.BaseIssue<unknown>, schema: v.GenericSchema): string {
  if (!issue.message.startsWith("Invalid ")) return issue.message;
  if (issue.expected === "never") return unknownSetting(issue, schema);
  return issue.received === "undefined"
    ? "is missing."
    : `must be ${withArticle(issue.expected ?? "another value")}.`;
}

function unknownSetting({ path }: v.BaseIssue<unknown>, schema: v.GenericSchema): string {
  const keys = path?.map(({ key }) => String(key)) ?? [];
  const known = Object.keys(entriesAt(schema, keys.slice(0, -1)));
  const meant = closestName(keys.at(-1) ?? "", known);
  const next = meant === null ? `Known settings: ${known.join(", ")}.` : `Did you mean ${meant}?`;
  return `is not a known setting. ${next}`;
}

/** The entries of the object at a path in a schema. */
function entriesAt(schema: object, keys: readonly string[]): v.ObjectEntries {
  if ("wrapped" in schema) return entriesAt(schema.wrapped as object, keys);
  const entries = "entries" in schema ? (schema.entries as v.ObjectEntries) : {};
  const [key = "", ...rest] = keys;
  const inner = entries[key];
  return inner === undefined ? entries : entriesAt(inner, rest);
}

function withArticle(type: string): string {
  if (!/^[A-Z]/.test(type)) return type;
  return `${/^[AEIO]/.test(type) ? "an" : "a"} ${type.toLowerCase()}`;
}
