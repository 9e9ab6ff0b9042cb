import * as v from "valibot";
import type { ConfigurationFault } from "./configuration-fault.js";
import type { DeclaredSource } from "./declared-source.js";
import type { Environment } from "./environment.js";

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
