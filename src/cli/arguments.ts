import { parseArgs } from "node:util";
import { suggestion } from "./closest-name.js";
import { UsageError } from "./usage-error.js";

/** An option of a command. */
export interface Option {
  /** What stands for the value in the help; null for an option without a value. */
  readonly value: string | null;
  /** Whether it can be repeated. */
  readonly isList?: boolean;
  readonly description: string;
}

/** The options that were given. */
export interface Given<Name extends string> {
  readonly has: (name: Name) => boolean;
  /** The value of an option; null if it was not given. */
  readonly value: (name: Name) => string | null;
  /** Every value of an option that can be repeated. */
  readonly values: (name: Name) => readonly string[];
}

/** Reads the arguments. Throws a UsageError for the first that is wrong. */
export function readArguments<Name extends string>(
  options: Readonly<Record<Name, Option>>,
  given: readonly string[],
): Given<Name> {
  const { tokens } = parseArgs({
    args: [...given],
    options: Object.fromEntries(
      Object.entries<Option>(options).map(([name, { value }]) => [
        name,
        { type: value === null ? "boolean" : "string", multiple: true },
      ]),
    ),
    strict: false,
    tokens: true,
  });
  const found = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === "option-terminator") continue;
    if (token.kind === "positional") throw new UsageError(`Unexpected argument "${token.value}".`);
    const { name, rawName, value, inlineValue } = token;
    const option = Object.hasOwn(options, name) ? options[name as Name] : null;
    if (option === null || !rawName.startsWith("--")) {
      const known = Object.keys(options).map((each) => `--${each}`);
      throw new UsageError(`Unknown option "${rawName}".${suggestion(rawName, known)}`);
    }
    if (option.value === null && value !== undefined) throw new UsageError(`${rawName} takes no value.`);
    // An option in the place of the value is more likely a value that is missing.
    const isMissing = value === undefined || (!inlineValue && value.startsWith("-"));
    if (option.value !== null && isMissing)
      throw new UsageError(`${rawName} needs a value: ${rawName}=${option.value}.`);
    // A variable that is not set must not widen or loosen a check.
    if (value?.trim() === "") throw new UsageError(`${rawName} is empty. Give it a value, or remove it.`);
    // Node.js replaces other bytes, so that a search would find nothing.
    if (value?.includes("\ufffd")) throw new UsageError(`${rawName} is not UTF-8. Check the locale.`);
    const values = found.get(name) ?? [];
    if (values.length > 0 && option.isList !== true)
      throw new UsageError(`${rawName} can be given only once.`);
    found.set(name, [...values, value ?? ""]);
  }
  return {
    has: (name) => found.has(name),
    value: (name) => found.get(name)?.[0] ?? null,
    values: (name) => found.get(name) ?? [],
  };
}
