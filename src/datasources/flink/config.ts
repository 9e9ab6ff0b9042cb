import * as v from "valibot";
import { checkDeclared, checkEnvironment, wholeNumber, wholeNumberText } from "../check-settings.js";
import { endpointSchema } from "../endpoint.js";
import type { ConfigurationFault, Configured, Environment, SourceConfiguration } from "../provider.js";
import type { SourceSettings } from "../source-settings.js";
import { defaultConcurrency, resilienceRanges, sourceEntries } from "../source-settings.js";

/** One AWS account and region. */
export interface FlinkSourceConfiguration extends SourceSettings {
  readonly region: string;
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

const regionSchema = v.pipe(
  v.string(),
  v.regex(/^[a-z]{2,}(?:-[a-z]+)+-[0-9]+$/, "is not an AWS region such as eu-central-1."),
);

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
  AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2: v.optional(endpointSchema),
  AWS_MAX_ATTEMPTS: v.optional(wholeNumberText(...resilienceRanges.maxAttempts, 3)),
  FLINK_DESCRIBE_MAX_AGE_SECONDS: wholeNumberText(0, 86_400, 300),
});

const declaredSchema = v.strictObject({
  ...sourceEntries,
  region: regionSchema,
  endpoint: v.optional(endpointSchema),
  describeMaxAgeSeconds: v.optional(wholeNumber(0, 86_400)),
});

/** The sources of a file or, without one, of each region in `AWS_REGIONS` (commas between) or `AWS_REGION`. */
export function flinkSources(given: SourceConfiguration): Configured<FlinkSourceConfiguration> {
  const named = given.declared === null ? regionsOf(given.environment) : declaredSources(given);
  if (named.sources.length + named.faults.length === 0) return { sources: [], faults: [] };
  const { output: common, faults } = checkEnvironment(environmentSchema, given.environment);
  if (common === null) return { sources: [], faults: [...named.faults, ...faults] };
  const endpoint = common.AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2;
  const credentials = staticCredentials(common);
  const sources = named.sources.map((source) => ({
    describeMaxAgeMs: common.FLINK_DESCRIBE_MAX_AGE_SECONDS * 1000,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    ...source,
    resilience: {
      ...(common.AWS_MAX_ATTEMPTS === undefined ? {} : { maxAttempts: common.AWS_MAX_ATTEMPTS }),
      ...source.resilience,
    },
  }));
  return { sources, faults: [...named.faults, ...faultsOfTwins(given, sources)] };
}

/** All sources have the same credentials, so that two of one region would be the same applications twice. */
function faultsOfTwins(
  { declared }: SourceConfiguration,
  sources: readonly FlinkSourceConfiguration[],
): readonly ConfigurationFault[] {
  const isTwin = (one: FlinkSourceConfiguration, other: FlinkSourceConfiguration) =>
    one.region === other.region && one.endpoint === other.endpoint;
  return sources.flatMap((source, index) => {
    const first = sources.findIndex((other) => isTwin(source, other));
    const path = declared?.find(({ settings }) => settings.id === source.id)?.path ?? "";
    if (first === index) return [];
    return [{ key: `${path}.region`, message: `is that of the source ${sources[first]?.id} too.` }];
  });
}

/** What tells one source from another; the environment says the rest for all of them. */
type NamedSource = SourceSettings &
  Pick<FlinkSourceConfiguration, "region"> &
  Partial<FlinkSourceConfiguration>;

function regionsOf(environment: Environment): Configured<NamedSource> {
  const key = splitList(environment.AWS_REGIONS).length > 0 ? "AWS_REGIONS" : "AWS_REGION";
  const regions = splitList(environment[key]);
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
  const checked = (declared ?? []).map((source) => checkDeclared(declaredSchema, source));
  const sources = checked.flatMap(({ output }): readonly NamedSource[] => {
    if (output === null) return [];
    const { provider: _provider, endpoint, describeMaxAgeSeconds, ...source } = output;
    return [
      {
        ...source,
        ...(endpoint === undefined ? {} : { endpoint }),
        ...(describeMaxAgeSeconds === undefined ? {} : { describeMaxAgeMs: describeMaxAgeSeconds * 1000 }),
      },
    ];
  });
  return { sources, faults: checked.flatMap(({ faults }) => faults) };
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

function splitList(text: string | undefined): readonly string[] {
  const items = (text ?? "").split(",").map((item) => item.trim());
  return [...new Set(items.filter((item) => item !== ""))];
}
