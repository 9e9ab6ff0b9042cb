import * as v from "valibot";
import {
  checkDeclared,
  checkEnvironment,
  described,
  settings,
  wholeNumber,
  wholeNumberText,
} from "../check-settings.js";
import { endpointSchema } from "../endpoint.js";
import type {
  ConfigurationFault,
  Configured,
  DeclaredSource,
  Environment,
  SourceConfiguration,
} from "../provider.js";
import type { SourceSettings } from "../source-settings.js";
import { defaultConcurrency, resilienceRanges, sourceEntries } from "../source-settings.js";
import { providerName } from "./model.js";

/** One AWS account and region. */
export interface FlinkSourceConfiguration extends SourceSettings {
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
  AWS_ENDPOINT_URL_STS: v.optional(endpointSchema),
  AWS_MAX_ATTEMPTS: v.optional(wholeNumberText(...resilienceRanges.maxAttempts, 3)),
  FLINK_DESCRIBE_MAX_AGE_SECONDS: wholeNumberText(0, 86_400, 300),
});

/** In YAML a number loses zeros that it begins with. */
const accountRule = "must be the twelve digits of an AWS account, in quotation marks.";

const externalIdRule = "must be 2 to 1224 letters, digits and the characters _+=,.@:/-";

const roleRule = "must be the ARN of a role, such as arn:aws:iam::123456789012:role/maintenance.";

/** What a file may say of an AWS source. */
export const declaredSchema = settings({
  provider: v.literal(providerName),
  ...sourceEntries,
  region: described("The AWS region, e.g. eu-central-1.", regionSchema),
  accountId: v.exactOptional(
    described(
      "The account that the credentials must belong to. What another account's credentials show is refused.",
      v.pipe(v.string(accountRule), v.regex(/^[0-9]{12}$/, accountRule)),
    ),
  ),
  roleArn: v.exactOptional(
    described(
      "The role that the gateway assumes with its own credentials (AWS STS AssumeRole).",
      v.pipe(v.string(), v.regex(/^arn:aws[a-z-]*:iam::[0-9]{12}:role\/[\w+=,.@/-]+$/, roleRule)),
    ),
  ),
  externalId: v.exactOptional(
    described(
      "The external id that the role's trust policy asks for.",
      v.pipe(v.string(), v.regex(/^[\w+=,.@:/-]{2,1224}$/, externalIdRule)),
    ),
  ),
  profile: v.exactOptional(
    described(
      "The profile of AWS's shared files whose credentials are used, in place of AWS_ACCESS_KEY_ID and the default chain.",
      v.pipe(v.string(), v.minLength(1, "must be the name of a profile.")),
    ),
  ),
  endpoint: v.exactOptional(
    described("Replaces the address that the AWS SDK derives from the region.", endpointSchema),
  ),
  describeMaxAgeSeconds: v.exactOptional(
    described(
      "How long a description is good of an application that is as it was; FLINK_DESCRIBE_MAX_AGE_SECONDS.",
      wholeNumber(0, 86_400),
    ),
  ),
});

/** The sources of a file or, without one, of each region in `AWS_REGIONS` (commas between) or `AWS_REGION`. */
export function flinkSources(given: SourceConfiguration): Configured<FlinkSourceConfiguration> {
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
  sources: readonly FlinkSourceConfiguration[],
): readonly ConfigurationFault[] {
  const placeOf = ({ region, endpoint, roleArn, profile }: FlinkSourceConfiguration) =>
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
  const checked = (declared ?? []).map((source) => {
    const { output, faults } = checkDeclared(declaredSchema, source);
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

function splitList(text: string | undefined): readonly string[] {
  const items = (text ?? "").split(",").map((item) => item.trim());
  return [...new Set(items.filter((item) => item !== ""))];
}
