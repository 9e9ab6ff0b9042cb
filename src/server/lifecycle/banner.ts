import type { MaintenanceSource } from "../../domain/sources.js";
import type { AuthenticationConfiguration } from "../authentication/authentication-modes.js";

const exampleQuery =
  "{ maintenanceWindows(first: 3) { nodes { ... on ScheduledWindow { title status } } totalCount } }";

interface Started {
  readonly address: string;
  readonly metricsAddress: string | null;
  readonly sources: readonly MaintenanceSource[];
  /** Origin of the sources as text, such as `from the environment`. */
  readonly sourcesFrom: string;
  readonly authentication: AuthenticationConfiguration["mode"];
}

/** Returns the text printed after startup in development: addresses, sources and an example query. */
export function banner({ address, metricsAddress, sources, sourcesFrom, authentication }: Started): string {
  const lines = sources.map(
    ({ id, provider, region, site }) => `  ${id.padEnd(18)} ${provider.padEnd(10)} ${region ?? site ?? ""}`,
  );
  const query =
    authentication === "none"
      ? `Try a query:\n  curl -s '${address}/graphql' -H 'content-type: application/json' -d '${JSON.stringify({ query: exampleQuery })}'`
      : `Callers must authenticate (AUTHENTICATION=${authentication}).`;
  return `
The maintenance gateway is ready:

  GraphQL API, Apollo Sandbox  ${address}/graphql
  GraphiQL (works offline)     ${address}/graphiql
  Deploy gate                  ${address}/gate
  Calendar feed                ${address}/calendar.ics
  Metrics (Prometheus)         ${metricsAddress === null ? "off" : `${metricsAddress}/metrics`}
  Example dashboard            npm run dashboard

Sources (${sourcesFrom}):
${lines.join("\n")}

${query}

Press Ctrl-C to stop.

`;
}
