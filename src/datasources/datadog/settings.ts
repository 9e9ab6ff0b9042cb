import * as v from "valibot";
import { checkDeclared, checkEnvironment } from "../../settings/check-settings.js";
import type { Configured, DeclaredSource, SourceConfiguration } from "../../settings/declared-source.js";
import type { Environment } from "../../settings/environment.js";
import type { SourceSettings } from "../../settings/source-settings.js";
import { defaultConcurrency } from "../../settings/source-settings.js";
import { endpointUrl } from "../../settings/value-schemas.js";
import { keyLocation } from "./key-settings.js";
import type { KeyLocations } from "./keys.js";
import { datadogSourceSchema, keyEntries, siteSchema } from "./source-settings-schema.js";

/** One Datadog organisation on a site. */
export interface DatadogSourceSettings extends SourceSettings, KeyLocations {
  /** E.g. `datadoghq.eu`. */
  readonly site: string;
  /** Replaces `https://api.<site>`. */
  readonly endpoint?: string;
}

const environmentSchema = v.object({
  DD_SITE: siteSchema,
  DD_ENDPOINT_URL: v.optional(endpointUrl),
});

const keyVariables = ["DD_API_KEY", "DD_API_KEY_FILE", "DD_APP_KEY", "DD_APP_KEY_FILE"] as const;

export const datadogVariables = [...keyVariables, ...Object.keys(environmentSchema.entries)];

/** Returns the sources in the configuration file. Without a file, returns one source if a variable sets a key. */
export function datadogSources({
  environment,
  declared,
}: SourceConfiguration): Configured<DatadogSourceSettings> {
  if (declared === null) return sourceOfEnvironment(environment);
  const configured = declared.map((source) => declaredSource(source, environment));
  return {
    sources: configured.flatMap(({ sources }) => sources),
    faults: configured.flatMap(({ faults }) => faults),
  };
}

function sourceOfEnvironment(environment: Environment): Configured<DatadogSourceSettings> {
  if (!keyVariables.some((variable) => environment[variable]?.trim())) return { sources: [], faults: [] };
  const keys = [
    keyLocation("apiKey", environment, null),
    keyLocation("applicationKey", environment, null),
  ] as const;
  const { output, faults } = checkEnvironment(environmentSchema, environment);
  const allFaults = [...keys.flatMap((key) => key.faults), ...faults];
  if (output === null || allFaults.length > 0) return { sources: [], faults: allFaults };
  const source = {
    id: "datadog",
    site: output.DD_SITE,
    ...keys[0].location,
    ...keys[1].location,
    concurrency: defaultConcurrency,
    freshness: {},
    resilience: {},
    ...(output.DD_ENDPOINT_URL === undefined ? {} : { endpoint: output.DD_ENDPOINT_URL }),
  };
  return { sources: [source], faults: [] };
}

/** The configuration file names the variables or the files that hold the keys. It never holds the keys themselves. */
function declaredSource(
  declared: DeclaredSource,
  environment: Environment,
): Configured<DatadogSourceSettings> {
  const { output, faults } = checkDeclared(datadogSourceSchema, declared);
  const { path, settings: given } = declared;
  // An invalid name may be a key that was entered by mistake, so it is neither looked up nor printed.
  const nameIn = (member: keyof typeof keyEntries) => {
    const { success, output: name } = v.safeParse(keyEntries[member], given[member]);
    return success ? name : undefined;
  };
  const isFaulty = (...members: (keyof typeof keyEntries)[]) =>
    members.some((member) => !v.is(keyEntries[member], given[member]));
  const apiKey = isFaulty("apiKeyEnv", "apiKeyFile")
    ? null
    : keyLocation("apiKey", environment, { path, variable: nameIn("apiKeyEnv"), file: nameIn("apiKeyFile") });
  const applicationKey = isFaulty("appKeyEnv", "appKeyFile")
    ? null
    : keyLocation("applicationKey", environment, {
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
  return { sources: [{ ...source, ...apiKey?.location, ...applicationKey?.location }], faults: allFaults };
}
