import * as v from "valibot";
import { endpointSchema } from "../endpoint.js";
import type { ConfigurationFault, Configured, Environment } from "../provider.js";

/** One AWS account and region. */
export interface FlinkSourceConfiguration {
  readonly id: string;
  readonly region: string;
  /** Replaces the endpoint that the AWS SDK derives from the region. */
  readonly endpoint?: string;
  /** Replaces the AWS SDK's default credential chain. */
  readonly credentials?: FlinkCredentials;
  /** How many Describe calls run at once. AWS publishes no rate for them. */
  readonly concurrency: number;
  /** How often the AWS SDK tries a read in all. */
  readonly maxAttempts: number;
}

export interface FlinkCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const concurrency = 10;

const regionSchema = v.pipe(
  v.string(),
  v.regex(/^[a-z]{2,}(?:-[a-z]+)+-[0-9]+$/, "is not an AWS region such as eu-central-1."),
);
const maxAttemptsSchema = v.pipe(
  v.optional(v.string(), "3"),
  v.regex(/^[1-9]$/, "must be a whole number from 1 to 9."),
  v.transform(Number),
);

/** One source for each region in `AWS_REGIONS` (commas between) or `AWS_REGION`. */
export function flinkSourcesFromEnvironment(environment: Environment): Configured<FlinkSourceConfiguration> {
  const regionKey = splitList(environment.AWS_REGIONS).length > 0 ? "AWS_REGIONS" : "AWS_REGION";
  const regions = splitList(environment[regionKey]);
  if (regions.length === 0) return { sources: [], faults: [] };
  const endpoint = environment.AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2 || undefined;
  const faults: ConfigurationFault[] = [
    ...regions.flatMap((region, index) => faultsOf(regionSchema, region, regionKey, `entry ${index + 1} `)),
    ...(endpoint === undefined
      ? []
      : faultsOf(endpointSchema, endpoint, "AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2", "")),
  ];
  const credentials = staticCredentials(environment);
  const maxAttempts = v.safeParse(maxAttemptsSchema, environment.AWS_MAX_ATTEMPTS || undefined);
  if (!maxAttempts.success) {
    faults.push({ key: "AWS_MAX_ATTEMPTS", message: maxAttempts.issues[0].message });
  }
  const sources = regions.map((region) => ({
    concurrency,
    maxAttempts: maxAttempts.success ? maxAttempts.output : 1,
    id: `aws-${region}`,
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  }));
  return { sources, faults };
}

/** Keys in the environment, as the SDK's own chain would take them; a profile comes before them there too. */
function staticCredentials(environment: Environment): FlinkCredentials | undefined {
  const {
    AWS_PROFILE,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = environment;
  if (AWS_PROFILE || !accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}

function splitList(text: string | undefined): readonly string[] {
  const items = (text ?? "").split(",").map((item) => item.trim());
  return [...new Set(items.filter((item) => item !== ""))];
}

function faultsOf(
  schema: v.GenericSchema,
  value: string,
  key: string,
  subject: string,
): readonly ConfigurationFault[] {
  const result = v.safeParse(schema, value, { abortPipeEarly: true });
  return (result.issues ?? []).map((issue) => ({ key, message: `${subject}${issue.message}` }));
}
