import type { Certainty } from "../domain/windows/certainty.js";
import { datadogProvider } from "./datadog/provider.js";
import { flinkProvider } from "./flink/provider.js";
import type { MaintenanceDatasource, Provider } from "./provider.js";

/** All providers of the gateway. The ids of a provider's windows start with its key. */
export const providers = {
  flink: flinkProvider,
  datadog: datadogProvider,
};

type Providers = typeof providers;
export type ProviderKey = keyof Providers;

/** The names of all providers, which are the values of the GraphQL enum `Provider`. */
export const providerNames: readonly string[] = Object.values(providers).map(({ name }) => name);

/** Returns what maintenance with this certainty means, in sentences for people. */
export function meaningOf(providerName: string, certainty: Certainty): string {
  const { meanings }: Provider = providers[keyOf(providerName)];
  return meanings[certainty] ?? "";
}

/** The datasources of one request, by provider key. */
export type Datasources = {
  readonly [Key in ProviderKey]: Providers[Key] extends Provider<infer Datasource> ? Datasource : never;
};

/** Returns the datasource of the provider with this key; null if there is none. */
export function datasourceWithKey(datasources: Datasources, key: string): MaintenanceDatasource | null {
  return isProviderKey(key) ? datasources[key] : null;
}

/** Returns the datasource of the provider with this name in the GraphQL enum `Provider`. */
export function datasourceOfProvider(datasources: Datasources, name: string): MaintenanceDatasource {
  return datasources[keyOf(name)];
}

function keyOf(name: string): ProviderKey {
  const key = Object.keys(providers)
    .filter(isProviderKey)
    .find((candidate) => providers[candidate].name === name);
  if (key === undefined) throw new Error(`There is no provider ${name}.`);
  return key;
}

function isProviderKey(key: string): key is ProviderKey {
  return Object.hasOwn(providers, key);
}

type Intersection<Union> = (Union extends unknown ? (member: Union) => void : never) extends (
  member: infer All,
) => void
  ? All
  : never;

/** The changes of all providers in `changeMaintenanceWindows`, by input field. */
export type BulkChanges = Intersection<Providers[ProviderKey]["bulkChanges"]>;

export const bulkChanges: BulkChanges = Object.assign(
  {},
  ...Object.values(providers).map((provider) => provider.bulkChanges),
);
