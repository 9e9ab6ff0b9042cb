import type { MaintenanceSource } from "../../domain/sources.js";

/** What a person who has just started the gateway wants to know. */
export function banner(address: string, sources: readonly MaintenanceSource[], origin: string): string {
  const query =
    "{ maintenanceWindows(first: 3) { nodes { ... on ScheduledWindow { title status } } totalCount } }";
  const lines = sources.map(
    ({ id, provider, region, site }) => `  ${id.padEnd(18)} ${provider.padEnd(10)} ${region ?? site ?? ""}`,
  );
  return `
Maintenance gateway: ${address}/graphql (open it in a browser for Apollo Sandbox; without a network, ${address}/graphiql)

Sources, ${origin}:
${lines.join("\n")}

Try it:
  curl -s ${address}/graphql -H 'content-type: application/json' -d '${JSON.stringify({ query })}'

`;
}
