import type { ConfigurationFault } from "./configuration-fault.js";
import type { Environment } from "./environment.js";
import { textProblem, withoutQuotationMarks } from "./text-problem.js";

/** Settings without the quotation marks around their values, and an error for each value that cannot be intended. */
interface Texts<Settings> {
  readonly settings: Settings;
  readonly faults: readonly ConfigurationFault[];
}

/** Checks the text of these variables, whatever they mean. */
export function checkVariableTexts(
  environment: Environment,
  variables: readonly string[],
): Texts<Environment> {
  const given = variables.flatMap((key) => {
    const text = environment[key]?.trim();
    return text === undefined ? [] : [[key, text] as const];
  });
  const cleaned = given.map(([key, text]) => [key, withoutQuotationMarks(text)]);
  return {
    settings: { ...environment, ...Object.fromEntries(cleaned) },
    faults: given.flatMap(([key, text]) => faultOf(key, text)),
  };
}

/** Checks every text in the settings of a source in the configuration file. */
export function checkFileTexts<Settings>(settings: Settings, path: string): Texts<Settings> {
  const faults: ConfigurationFault[] = [];
  const cleaned = (value: unknown, at: string): unknown => {
    if (typeof value === "string") {
      faults.push(...faultOf(at, value.trim()));
      return withoutQuotationMarks(value);
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(
      // A key of another form may contain a secret.
      Object.entries(value).map(([key, member]) => [
        key,
        cleaned(member, /^[a-z]{1,40}$/i.test(key) ? `${at}.${key}` : at),
      ]),
    );
  };
  return { settings: cleaned(settings, path) as Settings, faults };
}

function faultOf(key: string, text: string): readonly ConfigurationFault[] {
  const message = textProblem(text);
  return message === null ? [] : [{ key, message }];
}
