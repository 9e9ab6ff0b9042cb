import * as v from "valibot";
import { checkDeclared, checkEnvironment, described, settings } from "../check-settings.js";
import { endpointSchema } from "../endpoint.js";
import type { Configured, DeclaredSource, Environment, SourceConfiguration } from "../provider.js";
import type { SourceSettings } from "../source-settings.js";
import { defaultConcurrency, sourceEntries } from "../source-settings.js";
import { placeOfKey } from "./key-settings.js";
import type { PlacesOfKeys } from "./keys.js";
import { providerName } from "./model.js";

/** One Datadog organisation on a site. */
export interface DatadogSourceConfiguration extends SourceSettings, PlacesOfKeys {
  /** E.g. `datadoghq.eu`. */
  readonly site: string;
  /** Replaces `https://api.<site>`. */
  readonly endpoint?: string;
}

const siteSchema = v.optional(
  described(
    "The Datadog site, e.g. datadoghq.eu.",
    v.pipe(
      v.string(),
      v.regex(/^(?:[a-z0-9-]+\.)+[a-z]{2,}$/, "is not a Datadog site such as datadoghq.com or datadoghq.eu."),
    ),
  ),
  "datadoghq.com",
);

const environmentSchema = v.object({
  DD_SITE: siteSchema,
  DD_ENDPOINT_URL: v.optional(endpointSchema),
});

/** A key is in small letters: it must not pass for a name, and then be told. */
const variableName = v.pipe(
  v.string(),
  v.regex(/^[A-Z][A-Z0-9_]*$/, "must be the name of a variable, in capital letters, and not a key itself."),
);

const fileName = v.pipe(v.string(), v.minLength(1, "must be the name of a file."));

const keyEntries = {
  apiKeyEnv: v.optional(
    described("The variable that holds the API key; DD_API_KEY by default.", variableName),
  ),
  apiKeyFile: v.optional(described("The file that holds the API key, in place of a variable.", fileName)),
  appKeyEnv: v.optional(
    described("The variable that holds the application key; DD_APP_KEY by default.", variableName),
  ),
  appKeyFile: v.optional(
    described("The file that holds the application key, in place of a variable.", fileName),
  ),
};

/** What a file may say of a Datadog source. */
export const declaredSchema = settings({
  provider: v.literal(providerName),
  ...sourceEntries,
  site: siteSchema,
  endpoint: v.exactOptional(described("Replaces https://api.<site>.", endpointSchema)),
  ...keyEntries,
});

/** The sources of a file or, without one, one where a variable names a key. */
export function datadogSources({
  environment,
  declared,
}: SourceConfiguration): Configured<DatadogSourceConfiguration> {
  if (declared === null) return sourceOfEnvironment(environment);
  const configured = declared.map((source) => declaredSource(source, environment));
  return {
    sources: configured.flatMap(({ sources }) => sources),
    faults: configured.flatMap(({ faults }) => faults),
  };
}

function sourceOfEnvironment(environment: Environment): Configured<DatadogSourceConfiguration> {
  const { DD_API_KEY, DD_API_KEY_FILE, DD_APP_KEY, DD_APP_KEY_FILE } = environment;
  if (!(DD_API_KEY || DD_API_KEY_FILE || DD_APP_KEY || DD_APP_KEY_FILE)) return { sources: [], faults: [] };
  const keys = [
    placeOfKey("apiKey", environment, null),
    placeOfKey("applicationKey", environment, null),
  ] as const;
  const { output, faults } = checkEnvironment(environmentSchema, environment);
  const allFaults = [...keys.flatMap((key) => key.faults), ...faults];
  if (output === null || allFaults.length > 0) return { sources: [], faults: allFaults };
  const source = {
    id: "datadog",
    site: output.DD_SITE,
    ...keys[0].place,
    ...keys[1].place,
    concurrency: defaultConcurrency,
    freshness: {},
    resilience: {},
    ...(output.DD_ENDPOINT_URL === undefined ? {} : { endpoint: output.DD_ENDPOINT_URL }),
  };
  return { sources: [source], faults: [] };
}

/** A file of sources names the variables or the files that hold the keys, and never holds them. */
function declaredSource(
  declared: DeclaredSource,
  environment: Environment,
): Configured<DatadogSourceConfiguration> {
  const { output, faults } = checkDeclared(declaredSchema, declared);
  const { path, settings: given } = declared;
  // What holds no name may hold a key: it is not looked up, and not told.
  const nameIn = (member: keyof typeof keyEntries) => {
    const { success, output: name } = v.safeParse(keyEntries[member], given[member]);
    return success ? name : undefined;
  };
  const isFaulty = (...members: (keyof typeof keyEntries)[]) =>
    members.some((member) => !v.is(keyEntries[member], given[member]));
  const apiKey = isFaulty("apiKeyEnv", "apiKeyFile")
    ? null
    : placeOfKey("apiKey", environment, { path, variable: nameIn("apiKeyEnv"), file: nameIn("apiKeyFile") });
  const applicationKey = isFaulty("appKeyEnv", "appKeyFile")
    ? null
    : placeOfKey("applicationKey", environment, {
        path,
        variable: nameIn("appKeyEnv"),
        file: nameIn("appKeyFile"),
      });
  const allFaults = [...faults, ...(apiKey?.faults ?? []), ...(applicationKey?.faults ?? [])];
  if (output === null) return { sources: [], faults: allFaults };
  const {
    provider: _provider,
    apiKeyEnv: _apiKeyEnv,
    apiKeyFile: _apiKeyFile,
    appKeyEnv: _appKeyEnv,
    appKeyFile: _appKeyFile,
    ...source
  } = output;
  return { sources: [{ ...source, ...apiKey?.place, ...applicationKey?.place }], faults: allFaults };
}
