import * as v from "valibot";
import { checkDeclared, checkEnvironment } from "../../settings/check-settings.js";
import { clearTextWarning } from "../../settings/clear-text-warning.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Configured, DeclaredSource, SourceConfiguration } from "../../settings/declared-source.js";
import type { Environment } from "../../settings/environment.js";
import type { SourceSettings } from "../../settings/source-settings.js";
import { defaultConcurrency } from "../../settings/source-settings.js";
import { endpointUrl, trueOrFalse } from "../../settings/value-schemas.js";
import { keyLocation, problemOfPair } from "./key-settings.js";
import type { KeyLocations } from "./keys.js";
import type { SiteRules } from "./site.js";
import { defaultSite, endpointProblem, readSite } from "./site.js";
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
  DD_ALLOW_UNKNOWN_SITE: v.optional(trueOrFalse, "false"),
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
    warnings: configured.flatMap(({ warnings }) => warnings),
  };
}

function sourceOfEnvironment(environment: Environment): Configured<DatadogSourceSettings> {
  if (!keyVariables.some((variable) => environment[variable]?.trim())) {
    const message =
      "is set, but no key is set, so the gateway has no Datadog source. Set DD_API_KEY and DD_APP_KEY.";
    const isMeant = Boolean(environment.DD_ENDPOINT_URL?.trim());
    return { sources: [], faults: [], warnings: isMeant ? [{ key: "DD_ENDPOINT_URL", message }] : [] };
  }
  const apiKey = keyLocation("apiKey", environment, null);
  const applicationKey = keyLocation("applicationKey", environment, null);
  const { output, faults } = checkEnvironment(environmentSchema, environment);
  const endpoint = output?.DD_ENDPOINT_URL;
  const site = siteSetting("DD_SITE", output?.DD_SITE ?? environment.DD_SITE?.trim(), {
    hasEndpoint: Boolean(environment.DD_ENDPOINT_URL?.trim()),
    allowUnknownSite: output?.DD_ALLOW_UNKNOWN_SITE === "true",
    remedies: "DD_ENDPOINT_URL, or DD_ALLOW_UNKNOWN_SITE=true",
  });
  const allFaults = [
    ...apiKey.faults,
    ...applicationKey.faults,
    ...problemOfPair(apiKey, applicationKey, endpoint !== undefined),
    ...site.faults,
    ...endpointFaults("DD_ENDPOINT_URL", endpoint),
    ...faults,
  ];
  const warnings = [...site.warnings, ...clearTextWarning("DD_ENDPOINT_URL", endpoint)];
  if (output === null || allFaults.length > 0) return { sources: [], faults: allFaults, warnings };
  const source = {
    id: "datadog",
    site: site.site,
    ...apiKey.location,
    ...applicationKey.location,
    concurrency: defaultConcurrency,
    freshness: {},
    resilience: {},
    ...(endpoint === undefined ? {} : { endpoint }),
  };
  return { sources: [source], faults: [], warnings };
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
  const { site, ...ofSite } = siteSetting(`${path}.site`, output?.site ?? given.site, {
    hasEndpoint: given.endpoint !== undefined,
    allowUnknownSite: given.allowUnknownSite === true,
    remedies: "endpoint, or allowUnknownSite: true",
  });
  const allFaults = [
    ...faults,
    ...ofSite.faults,
    ...endpointFaults(`${path}.endpoint`, output?.endpoint),
    ...(apiKey?.faults ?? []),
    ...(applicationKey?.faults ?? []),
    ...problemOfPair(apiKey, applicationKey, given.endpoint !== undefined),
  ];
  const warnings = [
    ...ofSite.warnings,
    ...ignoredVariables(declared, environment),
    ...clearTextWarning(`${path}.endpoint`, output?.endpoint),
  ];
  if (output === null) return { sources: [], faults: allFaults, warnings };
  const {
    provider: _provider,
    allowUnknownSite: _allowUnknownSite,
    apiKeyEnv: _apiKeyEnv,
    apiKeyFile: _apiKeyFile,
    appKeyEnv: _appKeyEnv,
    appKeyFile: _appKeyFile,
    ...source
  } = output;
  const complete = { ...source, site, ...apiKey?.location, ...applicationKey?.location };
  return { sources: [complete], faults: allFaults, warnings };
}

/** Reads the setting of a site. A value of the wrong type is reported elsewhere. */
function siteSetting(key: string, given: unknown, rules: SiteRules) {
  if (typeof given !== "string") return { site: defaultSite, faults: [], warnings: [] };
  const reading = readSite(given, rules);
  if ("problem" in reading) return { site: given, faults: [{ key, message: reading.problem }], warnings: [] };
  const { site, isCorrected } = reading;
  const message = `is not in the usual form. The gateway uses the site ${site}. Write ${site}.`;
  return { site, faults: [], warnings: isCorrected ? [{ key, message }] : [] };
}

function endpointFaults(key: string, endpoint: string | undefined): readonly ConfigurationFault[] {
  const message = endpoint === undefined ? null : endpointProblem(endpoint);
  return message === null ? [] : [{ key, message }];
}

/** Warns that a source in the file uses Datadog's default site or URL, although a variable sets another one. */
function ignoredVariables(
  { path, settings }: DeclaredSource,
  environment: Environment,
): readonly ConfigurationFault[] {
  return (["site", "endpoint"] as const).flatMap((setting) => {
    const variable = setting === "site" ? "DD_SITE" : "DD_ENDPOINT_URL";
    const value = environment[variable]?.trim();
    const isMeant = settings[setting] === undefined && value && value !== defaultSite;
    const message = `is not set, and ${variable} does not apply to sources in the file. Set ${setting} if this source needs it.`;
    return isMeant ? [{ key: `${path}.${setting}`, message }] : [];
  });
}
