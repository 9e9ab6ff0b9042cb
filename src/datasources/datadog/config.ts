import * as v from "valibot";
import { checkDeclared, checkEnvironment } from "../check-settings.js";
import { endpointSchema } from "../endpoint.js";
import type { Configured, DeclaredSource, Environment, SourceConfiguration } from "../provider.js";
import type { SourceSettings } from "../source-settings.js";
import { defaultConcurrency, sourceEntries } from "../source-settings.js";
import { placeOfKey } from "./key-settings.js";
import type { PlacesOfKeys } from "./keys.js";

/** One Datadog organisation on a site. */
export interface DatadogSourceConfiguration extends SourceSettings, PlacesOfKeys {
  /** E.g. `datadoghq.eu`. */
  readonly site: string;
  /** Replaces `https://api.<site>`. */
  readonly endpoint?: string;
}

const siteSchema = v.optional(
  v.pipe(
    v.string(),
    v.regex(/^(?:[a-z0-9-]+\.)+[a-z]{2,}$/, "is not a Datadog site such as datadoghq.com or datadoghq.eu."),
  ),
  "datadoghq.com",
);

const environmentSchema = v.object({
  DD_SITE: siteSchema,
  DD_ENDPOINT_URL: v.optional(endpointSchema),
});

/** A key is in small letters: it must not pass for a name, and then be told. */
const variableName = v.optional(
  v.pipe(
    v.string(),
    v.regex(/^[A-Z][A-Z0-9_]*$/, "must be the name of a variable, in capital letters, and not a key itself."),
  ),
);

const fileName = v.optional(v.pipe(v.string(), v.minLength(1, "must be the name of a file.")));

const declaredSchema = v.strictObject({
  ...sourceEntries,
  site: siteSchema,
  endpoint: v.optional(endpointSchema),
  apiKeyEnv: variableName,
  apiKeyFile: fileName,
  appKeyEnv: variableName,
  appKeyFile: fileName,
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
  if (output === null) return { sources: [], faults };
  const { provider: _provider, endpoint, apiKeyEnv, apiKeyFile, appKeyEnv, appKeyFile, ...source } = output;
  const { path } = declared;
  const apiKey = placeOfKey("apiKey", environment, { path, variable: apiKeyEnv, file: apiKeyFile });
  const applicationKey = placeOfKey("applicationKey", environment, {
    path,
    variable: appKeyEnv,
    file: appKeyFile,
  });
  return {
    sources: [
      {
        ...source,
        ...apiKey.place,
        ...applicationKey.place,
        ...(endpoint === undefined ? {} : { endpoint }),
      },
    ],
    faults: [...apiKey.faults, ...applicationKey.faults],
  };
}
