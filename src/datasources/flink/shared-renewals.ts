import type { HttpClient } from "../../network/http-client.js";
import type { renewedCredentials } from "./credential-renewal.js";
import { partitionOf } from "./regions.js";
import type { FlinkSourceSettings } from "./source-settings.js";

type Renewal = ReturnType<typeof renewedCredentials>;

/** The renewals of each gateway in this process. */
const renewals = new WeakMap<HttpClient, Map<string, Renewal>>();

/**
 * Returns the renewal of a source's credentials. Sources with the same credential settings share one, because credentials are valid
 * in all regions of a partition: a program that asks a person to log in must not start once for each region.
 */
export function sharedRenewal(
  httpClient: HttpClient,
  settings: FlinkSourceSettings,
  create: () => Renewal,
): Renewal {
  const { region, profile, roleArn, externalId, stsEndpoint, credentials, credentialsTimeoutMs } = settings;
  const partition = partitionOf(region) ?? region;
  const own = [profile, roleArn, externalId, stsEndpoint, credentials?.accessKeyId, credentialsTimeoutMs];
  const key = JSON.stringify([partition, ...own]);
  const known = renewals.get(httpClient) ?? new Map<string, Renewal>();
  renewals.set(httpClient, known);
  const renewal = known.get(key) ?? create();
  known.set(key, renewal);
  return renewal;
}
