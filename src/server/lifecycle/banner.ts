import type { MaintenanceSource } from "../../domain/sources.js";

const exampleQuery =
  "{ maintenanceWindows(first: 3) { nodes { ... on ScheduledWindow { title status } } totalCount } }";

interface Started {
  readonly address: string;
  readonly sources: readonly MaintenanceSource[];
  /** Origin of the sources as text, such as `from the environment`. */
  readonly sourcesFrom: string;
}

/** Returns the text printed after startup in development: addresses, sources and an example query. */
export function banner({ address, sources, sourcesFrom }: Started): string {
  const lines = sources.map(
    ({ id, provider, region, site }) => `  ${id.padEnd(18)} ${provider.padEnd(10)} ${region ?? site ?? ""}`,
  );
  return `
The maintenance gateway is ready:

  GraphQL API, Apollo Sandbox  ${address}/graphql
  GraphiQL (works offline)     ${address}/graphiql
  Calendar feed                ${address}/calendar.ics
  Example dashboard            npm run dashboard

Sources (${sourcesFrom}):
${lines.join("\n")}

Try a query:
  curl -s ${address}/graphql -H 'content-type: application/json' -d '${JSON.stringify({ query: exampleQuery })}'

Press Ctrl-C to stop.

`;
}
