import * as v from "valibot";
import { checkEnvironment } from "../../settings/check-settings.js";
import { clearTextWarning } from "../../settings/clear-text-warning.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Configured, SourceConfiguration } from "../../settings/declared-source.js";
import type { Environment } from "../../settings/environment.js";
import { resilienceRanges } from "../../settings/resilience.js";
import type { SourceSettings } from "../../settings/source-settings.js";
import { defaultConcurrency } from "../../settings/source-settings.js";
import { endpointUrl, trueOrFalse, wholeNumberText } from "../../settings/value-schemas.js";
import { defaultCredentialsTimeoutMs } from "./constants.js";
import { checkCredentials, credentialEntries, staticCredentials } from "./credential-settings.js";
import type { NamedSource } from "./declared-settings.js";
import { declaredSources } from "./declared-settings.js";
import type { Endpoint } from "./endpoint-settings.js";
import { endpointsIn, faultsOfVariants } from "./endpoint-settings.js";
import type { Regions } from "./region-settings.js";
import { readRegions, regionVariables } from "./region-settings.js";
import { regionWarning } from "./regions.js";
import type { SharedProfiles } from "./shared-profiles.js";
import { profileProblem } from "./shared-profiles.js";
import type { FlinkSourceSettings } from "./source-settings.js";
import { credentialsTimeoutRange, regionSchema } from "./source-settings-schema.js";

/** The SDK accepts no other spelling. */
const flag = v.optional(trueOrFalse);

/** Variables that the gateway or the AWS SDK reads. */
const environmentSchema = v.object({
  ...credentialEntries,
  AWS_CONFIG_FILE: v.optional(v.string()),
  AWS_SHARED_CREDENTIALS_FILE: v.optional(v.string()),
  AWS_ENDPOINT_URL: v.optional(endpointUrl),
  AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2: v.optional(endpointUrl),
  AWS_ENDPOINT_URL_STS: v.optional(endpointUrl),
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: flag,
  AWS_USE_FIPS_ENDPOINT: flag,
  AWS_USE_DUALSTACK_ENDPOINT: flag,
  AWS_MAX_ATTEMPTS: v.optional(wholeNumberText(...resilienceRanges.maxAttempts, 3)),
  FLINK_DESCRIBE_MAX_AGE_SECONDS: wholeNumberText(0, 86_400, 300),
  FLINK_CREDENTIALS_TIMEOUT_MS: wholeNumberText(...credentialsTimeoutRange, defaultCredentialsTimeoutMs),
});

export const flinkVariables = [...regionVariables, ...Object.keys(environmentSchema.entries)];

/**
 * Returns the sources in the configuration file. Without a file, returns one for each region that a variable names. `shared` is
 * null if no setting names a profile.
 */
export function flinkSources(
  given: SourceConfiguration,
  shared: SharedProfiles | null = null,
): Configured<FlinkSourceSettings> {
  const { environment, declared } = given;
  const named =
    declared === null ? sourcesOfRegions(readRegions(environment, shared)) : declaredSources(given, shared);
  if (named.sources.length + named.faults.length === 0) {
    const warnings = [...named.warnings, ...unusedVariables(given)];
    return { ...named, sources: [], faults: faultsOfUnused(environment), warnings };
  }
  const { output: common, faults } = checkEnvironment(environmentSchema, environment);
  const ofProfile = environmentProfileFaults(named.sources, environment, shared);
  if (common === null) return { ...named, sources: [], faults: [...named.faults, ...faults, ...ofProfile] };
  const credentials = staticCredentials(common);
  const ofCredentials = checkCredentials(common);
  const endpoints = endpointsIn(common);
  const sources = named.sources.map((source) => ({
    describeMaxAgeMs: common.FLINK_DESCRIBE_MAX_AGE_SECONDS * 1000,
    credentialsTimeoutMs: common.FLINK_CREDENTIALS_TIMEOUT_MS,
    ...(endpoints.flink === null ? {} : { endpoint: endpoints.flink.url }),
    ...(endpoints.sts === null ? {} : { stsEndpoint: endpoints.sts.url }),
    // A source's own profile takes precedence over keys in the environment.
    ...(credentials === undefined || source.profile !== undefined ? {} : { credentials }),
    ...source,
    resilience: {
      ...(common.AWS_MAX_ATTEMPTS === undefined ? {} : { maxAttempts: common.AWS_MAX_ATTEMPTS }),
      ...source.resilience,
    },
  }));
  const used = endpointsOf(given, named.sources, endpoints.flink);
  return {
    ...named,
    sources,
    faults: [
      ...named.faults,
      ...ofProfile,
      ...ofCredentials.faults,
      ...faultsOfVariants(common, shared?.profiles[common.AWS_PROFILE ?? "default"], used),
      ...faultsOfTwins(given, sources),
    ],
    warnings: [
      ...named.warnings,
      ...(declared === null ? [] : unusedVariables(given)),
      ...ofCredentials.warnings,
      ...endpoints.warnings,
      ...[...used, ...(endpoints.sts === null ? [] : [endpoints.sts])].flatMap(({ at, url }) =>
        clearTextWarning(at, url),
      ),
      ...sources.flatMap((source) => unknownRegion(given, source)),
    ],
  };
}

const pathOf = ({ declared }: SourceConfiguration, { id }: SourceSettings) =>
  declared?.find(({ settings }) => settings.id === id)?.path ?? "";

/** Returns each endpoint of Flink that a source uses, once. */
function endpointsOf(
  given: SourceConfiguration,
  sources: readonly NamedSource[],
  ofEnvironment: Endpoint | null,
): readonly Endpoint[] {
  const own = sources.flatMap((source) =>
    source.endpoint === undefined ? [] : [{ url: source.endpoint, at: `${pathOf(given, source)}.endpoint` }],
  );
  return ofEnvironment === null || own.length === sources.length ? own : [ofEnvironment, ...own];
}

/** Warns of a region that may be misspelled. Behind an endpoint of its own, a region can have any name. */
function unknownRegion(
  given: SourceConfiguration,
  { region, endpoint, ...source }: FlinkSourceSettings,
): readonly ConfigurationFault[] {
  const message = regionWarning(region);
  // A malformed region is an error, and may be a secret.
  if (message === null || endpoint !== undefined || !v.is(regionSchema, region)) return [];
  const key =
    given.declared === null
      ? (regionVariables.find((variable) => given.environment[variable]?.includes(region)) ?? "AWS_PROFILE")
      : `${pathOf(given, source)}.region`;
  return [{ key, message: given.declared === null ? `names ${region}, which ${message}` : message }];
}

/** Rejects the environment's profile if a source needs it and it does not exist. */
function environmentProfileFaults(
  sources: readonly NamedSource[],
  environment: Environment,
  shared: SharedProfiles | null,
): readonly ConfigurationFault[] {
  const name = environment.AWS_PROFILE?.trim();
  if (!name || shared === null || sources.every(({ profile }) => profile !== undefined)) return [];
  const message = profileProblem(name, shared);
  return message === null ? [] : [{ key: "AWS_PROFILE", message }];
}

/** Without a source, only the gateway's own variables are checked: the others may be meant for other programs. */
function faultsOfUnused(environment: Environment): readonly ConfigurationFault[] {
  const { FLINK_DESCRIBE_MAX_AGE_SECONDS: describeMaxAge } = environmentSchema.entries;
  const own = v.object({ FLINK_DESCRIBE_MAX_AGE_SECONDS: describeMaxAge });
  return checkEnvironment(own, environment).faults;
}

/** Warns of variables for AWS sources that add no source. */
function unusedVariables({ environment, declared }: SourceConfiguration): readonly ConfigurationFault[] {
  if (declared !== null) {
    const message = "has no effect, because the configuration file lists the sources. Remove it.";
    return environment.AWS_REGIONS?.trim() ? [{ key: "AWS_REGIONS", message }] : [];
  }
  const meant = ["AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2", "AWS_ACCESS_KEY_ID"];
  const key = meant.find((variable) => environment[variable]?.trim());
  const message =
    "is set, but no variable names a region, so the gateway has no AWS source. Set AWS_REGIONS.";
  return key === undefined ? [] : [{ key, message }];
}

/** Rejects sources with the same region and credentials, which would list the same applications twice. */
function faultsOfTwins(
  given: SourceConfiguration,
  sources: readonly FlinkSourceSettings[],
): readonly ConfigurationFault[] {
  const placeOf = ({ region, endpoint, roleArn, profile }: FlinkSourceSettings) =>
    JSON.stringify([region, endpoint, roleArn, profile]);
  return sources.flatMap((source, index) => {
    const first = sources.findIndex((other) => placeOf(other) === placeOf(source));
    if (first === index) return [];
    const message = `is the region of source ${sources[first]?.id}, which has the same credentials. Remove one source, or set roleArn or profile for another account.`;
    return [{ key: `${pathOf(given, source)}.region`, message }];
  });
}

function sourcesOfRegions({ regions, ...others }: Regions): Configured<NamedSource> {
  const sources = regions.map((region) => ({
    id: `aws-${region}`,
    region,
    concurrency: defaultConcurrency,
    freshness: {},
    resilience: {},
  }));
  return { ...others, sources };
}
