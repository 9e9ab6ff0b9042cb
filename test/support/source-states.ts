import type { TestGateway } from "./gateway.js";

/** What one source contributed to a list. */
interface ListedSource {
  readonly source: { readonly id: string };
  readonly state: string;
  readonly error: { readonly code: string; readonly message: string; readonly failure?: string } | null;
}

/** Lists the windows, and returns what each source contributed, by its id. */
export async function listedSources(gateway: TestGateway): Promise<ReadonlyMap<string, ListedSource>> {
  const { data } = await gateway.query(`{
    maintenanceWindows(first: 1) { sources { source { id } state error { code message retryable ... on UpstreamError { failure } } } }
  }`);
  const sources: readonly ListedSource[] = data.maintenanceWindows.sources;
  return new Map(sources.map((listed) => [listed.source.id, listed]));
}

interface SourceHealth {
  readonly state: string;
  readonly circuit: string;
  readonly error: { readonly code: string } | null;
}

/** The health of each source, by its id. Reads nothing from a provider. */
export async function sourceHealth(gateway: TestGateway): Promise<ReadonlyMap<string, SourceHealth>> {
  const { data } = await gateway.query(
    `{ maintenanceSources { id health { state circuit error { code } } } }`,
  );
  const sources: readonly { readonly id: string; readonly health: SourceHealth }[] = data.maintenanceSources;
  return new Map(sources.map(({ id, health }) => [id, health]));
}
