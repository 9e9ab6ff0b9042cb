import * as v from "valibot";
import { endpointSchema } from "../endpoint.js";
import type { ConfigurationFault, Configured, Environment } from "../provider.js";

/** One Datadog organisation on a site. */
export interface DatadogSourceConfiguration {
  readonly id: string;
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

const siteSchema = v.pipe(
  v.string(),
  v.regex(/^(?:[a-z0-9-]+\.)+[a-z]{2,}$/, "is not a Datadog site such as datadoghq.com or datadoghq.eu."),
);

const environmentSchema = v.object({
  DD_API_KEY: keySchema,
  DD_APP_KEY: keySchema,
  DD_SITE: v.optional(siteSchema, "datadoghq.com"),
  DD_ENDPOINT_URL: v.optional(endpointSchema),
});

/** One source where `DD_API_KEY` or `DD_APP_KEY` is set; `DD_SITE` says where the organisation is. */
export function datadogSourcesFromEnvironment(
  environment: Environment,
): Configured<DatadogSourceConfiguration> {
  if (!environment.DD_API_KEY && !environment.DD_APP_KEY) return { sources: [], faults: [] };
  const given = Object.fromEntries(
    Object.keys(environmentSchema.entries).map((key) => [key, environment[key]?.trim() || undefined]),
  );
  const result = v.safeParse(environmentSchema, given, { abortPipeEarly: true });
  if (!result.success) {
    const faults = result.issues.map(
      (issue): ConfigurationFault => ({ key: v.getDotPath(issue) ?? "", message: issue.message }),
    );
    return { sources: [], faults };
  }
  const { DD_API_KEY, DD_APP_KEY, DD_SITE, DD_ENDPOINT_URL } = result.output;
  return {
    sources: [
      {
        id: "datadog",
        site: DD_SITE,
        apiKey: DD_API_KEY,
        applicationKey: DD_APP_KEY,
        ...(DD_ENDPOINT_URL === undefined ? {} : { endpoint: DD_ENDPOINT_URL }),
      },
    ],
    faults: [],
  };
}
