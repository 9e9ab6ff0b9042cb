import * as v from "valibot";
import { checkDeclared, checkEnvironment } from "../../settings/check-settings.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Configured, DeclaredSource, SourceConfiguration } from "../../settings/declared-source.js";
import type { Environment } from "../../settings/environment.js";
import { resilienceRanges } from "../../settings/resilience.js";
import type { SourceSettings } from "../../settings/source-settings.js";
import { defaultConcurrency } from "../../settings/source-settings.js";
import { endpointUrl, textList, wholeNumberText } from "../../settings/value-schemas.js";
import { flinkSourceSchema, regionSchema } from "./source-settings-schema.js";

/** One AWS account and region. */
export interface FlinkSourceSettings extends SourceSettings {
  readonly region: string;
  /** The account that its credentials must belong to. */
  readonly accountId?: string;
  /** The role that is assumed with the credentials. */
  readonly roleArn?: string;
  /** What the role's trust policy may ask for (AWS IAM, "Access to AWS accounts owned by third parties"). */
  readonly externalId?: string;
  /** The profile of AWS's shared files that the credentials are of. */
  readonly profile?: string;
  /** Replaces the endpoint of AWS STS. */
  readonly stsEndpoint?: string;
  /** Replaces the endpoint that the AWS SDK derives from the region. */
  readonly endpoint?: string;
  /** Replaces the AWS SDK's default credential chain. */
  readonly credentials?: FlinkCredentials;
  /** How long a description is good of an application whose version and status are as they were. */
  readonly describeMaxAgeMs: number;
}

export interface FlinkCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Of a key with a line break no request can be made. */
const keySchema = v.optional(
  v.pipe(
    v.string(),
    v.regex(/^[\x21-\x7e]+$/, "holds a space, a line break or another character that no AWS key has."),
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
});

/** The sources of a file or, without one, of each region in `AWS_REGIONS` (commas between) or `AWS_REGION`. */
export function flinkSources(given: SourceConfiguration): Configured<FlinkSourceSettings> {
  const named = given.declared === null ? regionsOf(given.environment) : declaredSources(given);
  if (named.sources.length + named.faults.length === 0) return { sources: [], faults: [] };
  const { output: common, faults } = checkEnvironment(environmentSchema, given.environment);
  if (common === null) return { sources: [], faults: [...named.faults, ...faults] };
  const endpoint = common.AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2;
  const stsEndpoint = common.AWS_ENDPOINT_URL_STS;
  const credentials = staticCredentials(common);
  const sources = named.sources.map((source) => ({
    describeMaxAgeMs: common.FLINK_DESCRIBE_MAX_AGE_SECONDS * 1000,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(stsEndpoint === undefined ? {} : { stsEndpoint }),
    // A profile that a source names comes before keys of the environment.
    ...(credentials === undefined || source.profile !== undefined ? {} : { credentials }),
    ...source,
    resilience: {
      ...(common.AWS_MAX_ATTEMPTS === undefined ? {} : { maxAttempts: common.AWS_MAX_ATTEMPTS }),
      ...source.resilience,
    },
  }));
  return { sources, faults: [...named.faults, ...faultsOfTwins(given, sources)] };
}

/** Two with the same credentials, in the same region, would be the same applications twice. */
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
    const message = `is that of the source ${sources[first]?.id} too; another account needs another roleArn or profile.`;
    return [{ key: `${path}.region`, message }];
  });
}

/** What tells one source from another; the environment says the rest for all of them. */
type NamedSource = SourceSettings & Pick<FlinkSourceSettings, "region"> & Partial<FlinkSourceSettings>;

function regionsOf(environment: Environment): Configured<NamedSource> {
  const listIn = (key: string) => v.parse(textList, environment[key]);
  const key = listIn("AWS_REGIONS").length > 0 ? "AWS_REGIONS" : "AWS_REGION";
  const regions = listIn(key);
  const faults = regions.flatMap((region, index): readonly ConfigurationFault[] => {
    const { issues = [] } = v.safeParse(regionSchema, region);
    return issues.map(({ message }) => ({ key, message: `entry ${index + 1} ${message}` }));
  });
  const sources = regions.map((region) => ({
    id: `aws-${region}`,
    region,
    concurrency: defaultConcurrency,
    freshness: {},
    resilience: {},
  }));
  return { sources, faults };
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
  return { sources, faults: checked.flatMap(({ faults }) => faults) };
}

/** What of a role does not go together. */
function faultsOfRole({
  path,
  settings: { accountId, roleArn, externalId },
}: DeclaredSource): readonly ConfigurationFault[] {
  const faults: ConfigurationFault[] = [];
  if (externalId !== undefined && roleArn === undefined) {
    faults.push({ key: `${path}.externalId`, message: "is for assuming a role, and roleArn names none." });
  }
  const ofRole = typeof roleArn === "string" ? roleArn.split(":")[4] : undefined;
  if (typeof accountId === "string" && ofRole !== undefined && ofRole !== accountId) {
    faults.push({ key: `${path}.accountId`, message: "is not the account of roleArn." });
  }
  return faults;
}

/** Keys of the environment, as the SDK's own chain would take them; a profile comes before them there too. */
function staticCredentials({
  AWS_PROFILE,
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_SESSION_TOKEN: sessionToken,
}: v.InferOutput<typeof environmentSchema>): FlinkCredentials | undefined {
  if (AWS_PROFILE || !accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}
