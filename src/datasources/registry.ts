import { datadogProvider } from "./datadog/provider.js";
import { flinkProvider } from "./flink/provider.js";
import type { MaintenanceDatasource, Provider } from "./provider.js";

/** Every provider of the gateway. Its key is what the ids of its windows begin with. */
export const providers = {
  flink: flinkProvider,
  datadog: datadogProvider,
};

type Providers = typeof providers;
export type ProviderKey = keyof Providers;

/** The names of the providers: the values of the GraphQL enum `Provider`. */
export const providerNames: readonly string[] = Object.values(providers).map(({ name }) => name);

/** Each provider's view for one request, under the provider's key. */
export type Datasources = {
  readonly [Key in ProviderKey]: Providers[Key] extends Provider<infer Datasource> ? Datasource : never;
};

/** The datasource whose windows' ids begin with the key; null if there is none. */
export function datasourceWithKey(datasources: Datasources, key: string): MaintenanceDatasource | null {
  return isProviderKey(key) ? datasources[key] : null;
}

/** The datasource of the provider with this name in the GraphQL enum. */
export function datasourceOfProvider(datasources: Datasources, name: string): MaintenanceDatasource {
  const key = Object.keys(providers)
    .filter(isProviderKey)
    .find((candidate) => providers[candidate].name === name);
  if (key === undefined) throw new Error(`There is no provider ${name}.`);
  return datasources[key];
}

function isProviderKey(key: string): key is ProviderKey {
  return Object.hasOwn(providers, key);
}

type Intersection<Union> = (Union extends unknown ? (member: Union) => void : never) extends (
  member: infer All,
) => void
  ? All
  : never;

/** The changes of all providers in `changeMaintenanceWindows`, by the member of the input. */
export type BulkChanges = Intersection<Providers[ProviderKey]["bulkChanges"]>;

export const bulkChanges: BulkChanges = Object.assign(
  {},
  ...Object.values(providers).map((provider) => provider.bulkChanges),
);
