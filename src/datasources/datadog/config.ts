import * as v from "valibot";
import { checkDeclared, checkEnvironment } from "../check-settings.js";
import { endpointSchema } from "../endpoint.js";
import type {
  ConfigurationFault,
  Configured,
  DeclaredSource,
  Environment,
  SourceConfiguration,
} from "../provider.js";
import type { SourceSettings } from "../source-settings.js";
import { defaultConcurrency, sourceEntries } from "../source-settings.js";

/** One Datadog organisation on a site. */
export interface DatadogSourceConfiguration extends SourceSettings {
  /** E.g. `datadoghq.eu`. */
  readonly site: string;
  /** Replaces `https://api.<site>`. */
  readonly endpoint?: string;
  readonly apiKey?: string;
  readonly applicationKey?: string;
}

/** A key with a line break would end up in an error message of the HTTP client, so that it is refused here. */
const keySchema = v.pipe(
  v.string("is missing: Datadog asks for an API key and an application key."),
  v.regex(/^[\x21-\x7e]+$/, "holds a space, a line break or another character that no Datadog key has."),
);

const siteSchema = v.optional(
  v.pipe(
    v.string(),
    v.regex(/^(?:[a-z0-9-]+\.)+[a-z]{2,}$/, "is not a Datadog site such as datadoghq.com or datadoghq.eu."),
  ),
  "datadoghq.com",
);

const environmentSchema = v.object({
  DD_API_KEY: keySchema,
  DD_APP_KEY: keySchema,
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

const declaredSchema = v.strictObject({
  ...sourceEntries,
  site: siteSchema,
  endpoint: v.optional(endpointSchema),
  apiKeyEnv: variableName,
  appKeyEnv: variableName,
});

/** The sources of a file or, without one, one where `DD_API_KEY` or `DD_APP_KEY` is set. */
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
  if (!environment.DD_API_KEY && !environment.DD_APP_KEY) return { sources: [], faults: [] };
  const { output, faults } = checkEnvironment(environmentSchema, environment);
  if (output === null) return { sources: [], faults };
  const source = {
    id: "datadog",
    site: output.DD_SITE,
    apiKey: output.DD_API_KEY,
    applicationKey: output.DD_APP_KEY,
    concurrency: defaultConcurrency,
    freshness: {},
    ...(output.DD_ENDPOINT_URL === undefined ? {} : { endpoint: output.DD_ENDPOINT_URL }),
  };
  return { sources: [source], faults: [] };
}

/** A file names the variables that hold the keys, and never holds them. */
function declaredSource(
  declared: DeclaredSource,
  environment: Environment,
): Configured<DatadogSourceConfiguration> {
  const { output, faults } = checkDeclared(declaredSchema, declared);
  if (output === null) return { sources: [], faults };
  const { provider: _provider, endpoint, apiKeyEnv, appKeyEnv, ...source } = output;
  const apiKey = keyIn(environment, apiKeyEnv ?? "DD_API_KEY", `${declared.path}.apiKeyEnv`);
  const applicationKey = keyIn(environment, appKeyEnv ?? "DD_APP_KEY", `${declared.path}.appKeyEnv`);
  return {
    sources: [
      {
        ...source,
        ...(apiKey.key === null ? {} : { apiKey: apiKey.key }),
        ...(applicationKey.key === null ? {} : { applicationKey: applicationKey.key }),
        ...(endpoint === undefined ? {} : { endpoint }),
      },
    ],
    faults: [...apiKey.faults, ...applicationKey.faults],
  };
}

function keyIn(
  environment: Environment,
  variable: string,
  path: string,
): { readonly key: string | null; readonly faults: readonly ConfigurationFault[] } {
  const result = v.safeParse(keySchema, environment[variable]?.trim() || undefined, { abortPipeEarly: true });
  if (result.success) return { key: result.output, faults: [] };
  return {
    key: null,
    faults: [{ key: path, message: `names ${variable}, which ${result.issues[0].message}` }],
  };
}
