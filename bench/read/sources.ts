import type { Upstreams } from "./upstreams.js";
import { concurrency, regions } from "./upstreams.js";

/** Returns the upstreams as sources of a configuration file. */
export const sourcesOf = (upstreams: Upstreams) => [
  ...regions.map((region) => ({
    id: region,
    provider: "AWS_FLINK",
    region,
    endpoint: upstreams.flink,
    concurrency,
  })),
  ...upstreams.organisations.map((endpoint, index) => ({
    id: `organisation-${index}`,
    provider: "DATADOG",
    endpoint,
  })),
];
