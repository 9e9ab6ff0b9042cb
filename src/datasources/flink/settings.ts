import * as v from "valibot";
import { checkDeclared, checkEnvironment } from "../../settings/check-settings.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Configured, DeclaredSource, SourceConfiguration } from "../../settings/declared-source.js";
import type { Environment } from "../../settings/environment.js";
import { resilienceRanges } from "../../settings/resilience.js";
import type { SourceSettings } from "../../settings/source-settings.js";
import { defaultConcurrency } from "../../settings/source-settings.js";
import { keyText } from "../../settings/text-problem.js";
import { endpointUrl, textItems, wholeNumberText } from "../../settings/value-schemas.js";
import { defaultCredentialsTimeoutMs } from "./constants.js";
import { credentialsTimeoutRange, flinkSourceSchema, regionSchema } from "./source-settings-schema.js";

/** One AWS account and region. */
export interface FlinkSourceSettings extends SourceSettings {
  readonly region: string;
  /** The account that its credentials must belong to. */
  readonly accountId?: string;
  /** The role that the gateway assumes with its own credentials. */
  readonly roleArn?: string;
  /** The external id that the role's trust policy can require (AWS IAM, "Access to AWS accounts owned by third parties"). */
  readonly externalId?: string;
  /** The profile in AWS's shared files that holds the credentials. */
  readonly profile?: string;
  /** Replaces the endpoint of AWS STS. */
  readonly stsEndpoint?: string;
  /** Replaces the endpoint that the AWS SDK derives from the region. */
  readonly endpoint?: string;
  /** Replaces the AWS SDK's default credential chain. */
  readonly credentials?: FlinkCredentials;
  /** How long the description of an application is fresh if its version and status have not changed. */
  readonly describeMaxAgeMs: number;
  /** How long one resolution of its credentials can take. */
  readonly credentialsTimeoutMs: number;
}

export interface FlinkCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A key with a line break cannot be sent in a header. */
const keySchema = v.optional(
  v.pipe(
    v.string(),
    keyText,
    v.regex(
      /^[\x21-\x7e]+$/,
      "contains a space, a line break or another character that AWS keys never have.",
    ),
  ),
);

const environmentSchema = v.object({
  AWS_PROFILE: v.optional(v.string()),
  AWS_ACCESS_KEY_ID: keySchema,
  AWS_SECRET_ACCESS_KEY: keySchema,
  AWS_SESSION_TOKEN: keySchema,
  AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2: v.optional(endpointUrl),
  AWS_ENDPOINT_URL_STS: v.optional(endpointUrl),
  AWS_MAX_ATTEMPTS: v.optional(wholeNumberText(...resilienceRanges.maxAttempts, 3)),
  FLINK_DESCRIBE_MAX_AGE_SECONDS: wholeNumberText(0, 86_400, 300),
  FLINK_CREDENTIALS_TIMEOUT_MS: wholeNumberText(...credentialsTimeoutRange, defaultCredentialsTimeoutMs),
});

const regionVariables = ["AWS_REGIONS", "AWS_REGION"] as const;

export const flinkVariables = [...regionVariables, ...Object.keys(environmentSchema.entries)];

/** Returns the sources in the configuration file. Without a file, returns one per region in AWS_REGIONS or AWS_REGION. */
export function flinkSources(given: SourceConfiguration): Configured<FlinkSourceSettings> {
  const named = given.declared === null ? regionsOf(given.environment) : declaredSources(given);
  if (named.sources.length + named.faults.length === 0) return { sources: [], faults: [], warnings: [] };
  const { output: common, faults } = checkEnvironment(environmentSchema, given.environment);
  if (common === null) return { sources: [], faults: [...named.faults, ...faults], warnings: [] };
  const endpoint = common.AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2;
  const stsEndpoint = common.AWS_ENDPOINT_URL_STS;
  const credentials = staticCredentials(common);
  const sources = named.sources.map((source) => ({
    describeMaxAgeMs: common.FLINK_DESCRIBE_MAX_AGE_SECONDS * 1000,
    credentialsTimeoutMs: common.FLINK_CREDENTIALS_TIMEOUT_MS,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(stsEndpoint === undefined ? {} : { stsEndpoint }),
    // A source's own profile takes precedence over keys in the environment.
    ...(credentials === undefined || source.profile !== undefined ? {} : { credentials }),
    ...source,
    resilience: {
      ...(common.AWS_MAX_ATTEMPTS === undefined ? {} : { maxAttempts: common.AWS_MAX_ATTEMPTS }),
      ...source.resilience,
    },
  }));
  return { sources, faults: [...named.faults, ...faultsOfTwins(given, sources)], warnings: [] };
}

/** Rejects sources with the same region and credentials, which would list the same applications twice. */
function faultsOfTwins(
  { declared }: SourceConfiguration,
  sources: readonly FlinkSourceSettings[],
): readonly ConfigurationFault[] {
  const placeOf = ({ region, endpoint, roleArn, profile }: FlinkSourceSettings) =>
    JSON.stringify([region, endpoint, roleArn, profile]);
  return sources.flatMap((source, index) => {
    const first = sources.findIndex((other) => placeOf(other) === placeOf(source));
    const path = declared?.find(({ settings }) => settings.id === source.id)?.path ?? "";
    if (first === index) return [];
    const message = `is the region of source ${sources[first]?.id}, which has the same credentials. Remove one source, or set roleArn or profile for another account.`;
    return [{ key: `${path}.region`, message }];
  });
}

/** The settings of one source. The environment sets the rest for all sources. */
type NamedSource = SourceSettings & Pick<FlinkSourceSettings, "region"> & Partial<FlinkSourceSettings>;

function regionsOf(environment: Environment): Configured<NamedSource> {
  const listIn = (key: string) => v.parse(textItems, environment[key]);
  const key = regionVariables.find((variable) => listIn(variable).length > 0) ?? "AWS_REGION";
  const regions = listIn(key);
  const faults = regions.flatMap((region, index): readonly ConfigurationFault[] => {
    const { issues = [] } = v.safeParse(regionSchema, region);
    return issues.map(({ message }) => ({
      key,
      message: `entry ${index + 1} ${message}`,
    }));
  });
  const sources = regions.map((region) => ({
    id: `aws-${region}`,
    region,
    concurrency: defaultConcurrency,
    freshness: {},
    resilience: {},
  }));
  return { sources, faults, warnings: [] };
}

function declaredSources({ declared }: SourceConfiguration): Configured<NamedSource> {
  const checked = (declared ?? []).map((source) => {
    const { output, faults } = checkDeclared(flinkSourceSchema, source);
    return { output, faults: [...faults, ...faultsOfRole(source)] };
  });
  const sources = checked.flatMap(({ output }): readonly NamedSource[] => {
    if (output === null) return [];
    const { provider: _provider, describeMaxAgeSeconds, ...source } = output;
    const describeMaxAge =
      describeMaxAgeSeconds === undefined ? {} : { describeMaxAgeMs: describeMaxAgeSeconds * 1000 };
    return [{ ...source, ...describeMaxAge }];
  });
  return { sources, faults: checked.flatMap(({ faults }) => faults), warnings: [] };
}

/** Rejects role settings that contradict each other. */
function faultsOfRole({
  path,
  settings: { accountId, roleArn, externalId },
}: DeclaredSource): readonly ConfigurationFault[] {
  const faults: ConfigurationFault[] = [];
  if (externalId !== undefined && roleArn === undefined) {
    faults.push({
      key: `${path}.externalId`,
      message: "has no effect without roleArn. Set roleArn to the role to assume, or remove externalId.",
    });
  }
  const ofRole = typeof roleArn === "string" ? roleArn.split(":")[4] : undefined;
  if (typeof accountId === "string" && ofRole !== undefined && ofRole !== accountId) {
    faults.push({ key: `${path}.accountId`, message: "is not the account in roleArn. Correct one of them." });
  }
  return faults;
}

/** Returns the keys in the environment. As in the AWS SDK's default chain, a profile takes precedence. */
function staticCredentials({
  AWS_PROFILE,
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_SESSION_TOKEN: sessionToken,
}: v.InferOutput<typeof environmentSchema>): FlinkCredentials | undefined {
  if (AWS_PROFILE || !accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}
