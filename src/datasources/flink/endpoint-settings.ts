import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Profile } from "./shared-profiles.js";

/** The variables of AWS that set endpoints, and those that change what they mean. */
interface EndpointVariables {
  readonly AWS_ENDPOINT_URL?: string | undefined;
  readonly AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2?: string | undefined;
  readonly AWS_ENDPOINT_URL_STS?: string | undefined;
  readonly AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?: string | undefined;
  readonly AWS_USE_FIPS_ENDPOINT?: string | undefined;
  readonly AWS_USE_DUALSTACK_ENDPOINT?: string | undefined;
}

/** An endpoint, and the setting that holds it. */
export interface Endpoint {
  readonly url: string;
  readonly at: string;
}

const endpointVariables = [
  "AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2",
  "AWS_ENDPOINT_URL_STS",
  "AWS_ENDPOINT_URL",
] as const;

/** Returns the endpoints of the services, in the precedence of the AWS SDK. */
export function endpointsIn(variables: EndpointVariables): {
  readonly flink: Endpoint | null;
  readonly sts: Endpoint | null;
  readonly warnings: readonly ConfigurationFault[];
} {
  const set = endpointVariables.flatMap((at) => {
    const url = variables[at];
    return url === undefined ? [] : [{ at, url }];
  });
  if (variables.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === "true") {
    const message = "has no effect, because AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is true. Remove one of them.";
    return { flink: null, sts: null, warnings: set.map(({ at }) => ({ key: at, message })) };
  }
  const first = (...names: readonly string[]) => set.find(({ at }) => names.includes(at)) ?? null;
  return {
    flink: first("AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2", "AWS_ENDPOINT_URL"),
    sts: first("AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"),
    warnings: [],
  };
}

const variants = [
  {
    key: "AWS_USE_FIPS_ENDPOINT",
    inProfile: "use_fips_endpoint",
    name: "FIPS",
    host: /(?:^|\.)kinesisanalytics-fips\./,
    example: "https://kinesisanalytics-fips.us-east-1.amazonaws.com",
  },
  {
    key: "AWS_USE_DUALSTACK_ENDPOINT",
    inProfile: "use_dualstack_endpoint",
    name: "dual-stack",
    host: /\.(?:api\.aws|api\.amazonwebservices\.[a-z.]+)$/,
    example: "https://kinesisanalytics.us-east-1.api.aws",
  },
] as const;

/**
 * Rejects endpoints that are not of the kind that a variable or the profile demands: the AWS SDK neither changes an endpoint that
 * is set nor checks it.
 */
export function faultsOfVariants(
  variables: EndpointVariables,
  profile: Profile | undefined,
  endpoints: readonly Endpoint[],
): readonly ConfigurationFault[] {
  return variants.flatMap(({ key: variable, inProfile, name, host, example }) => {
    const isDemanded = (variables[variable] ?? profile?.[inProfile]) === "true";
    if (!isDemanded) return [];
    const fault = (problem: string) =>
      variables[variable] === undefined
        ? {
            key: "AWS_PROFILE",
            message: `names a profile (by default, the profile default) in which ${inProfile} is true, but ${problem}`,
          }
        : { key: variable, message: `is true, but ${problem}` };
    const others = endpoints.filter(({ url }) => !host.test(new URL(url).hostname));
    const ofFlink = others.map(({ at }) =>
      fault(`${at} is not a ${name} endpoint. Set ${at} to one, such as ${example}, or remove one of them.`),
    );
    // The AWS SDK would reject every call to STS.
    return endpointsIn(variables).sts?.at === "AWS_ENDPOINT_URL_STS"
      ? [...ofFlink, fault("cannot be combined with AWS_ENDPOINT_URL_STS. Remove one of them.")]
      : ofFlink;
  });
}
