import * as v from "valibot";
import type { MaintenanceSource } from "../domain/sources.js";
import { checkDeclared, settings } from "./check-settings.js";
import { datadogProvider } from "./datadog/provider.js";
import { flinkProvider } from "./flink/provider.js";
import type {
  ConfigurationFault,
  DeclaredSource,
  MaintenanceDatasource,
  Provider,
  RequestScope,
  Runtime,
  SourceConfiguration,
} from "./provider.js";
import { sourceEntries } from "./source-settings.js";
import type { UpstreamStatus } from "./upstream/observer.js";

/** Every provider of the gateway, under the key that its windows' ids begin with. */
export const providers = {
  flink: flinkProvider,
  datadog: datadogProvider,
};

/** Their names, which are the values of the GraphQL enum `Provider`. */
export const providerNames: readonly string[] = Object.values(providers).map(({ name }) => name);

type Providers = typeof providers;
export type ProviderKey = keyof Providers;

/** Each provider's view for one request, under the provider's key. */
export type Datasources = {
  readonly [Key in ProviderKey]: Providers[Key] extends Provider<infer Datasource> ? Datasource : never;
};

/** The datasource whose windows' ids begin with the key; null where there is none. */
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

/** Every source of the gateway with its client, for the life of the process. */
export interface Connections {
  readonly sources: () => readonly MaintenanceSource[];
  /** How the way to each source is now, by its id. */
  readonly upstreams: () => ReadonlyMap<string, UpstreamStatus>;
  readonly datasources: (scope: RequestScope) => Datasources;
  readonly close: () => Promise<void>;
}

export interface ConfiguredSources {
  /** As far as they are known before any is asked. */
  readonly sources: readonly MaintenanceSource[];
  /** All at once. */
  readonly faults: readonly ConfigurationFault[];
  readonly connect: (runtime: Runtime) => Connections;
}

/** Every provider's sources, as a file declares them or, without one, as the environment names them. */
export function configureSources({ environment, declared }: SourceConfiguration): ConfiguredSources {
  const configured = Object.entries<Provider>(providers).map(([key, provider]) => {
    const ofProvider = declared?.filter(({ settings }) => settings.provider === provider.name) ?? null;
    return [key, provider.configure({ environment, declared: ofProvider })] as const;
  });
  return {
    sources: configured.flatMap(([, { sources }]) => sources),
    faults: inOrder(declared ?? [], [
      ...faultsOfList(declared ?? []),
      ...configured.flatMap(([, { faults }]) => faults),
    ]),
    connect(runtime) {
      const connected = configured.map(([key, provider]) => [key, provider.connect(runtime)] as const);
      return {
        sources: () => connected.flatMap(([, connection]) => connection.sources()),
        upstreams: () => new Map(connected.flatMap(([, connection]) => [...connection.upstreams()])),
        // The entries are those of `providers`, key by key.
        datasources: (scope) =>
          Object.fromEntries(
            connected.map(([key, connection]) => [key, connection.datasource(scope)]),
          ) as unknown as Datasources,
        async close() {
          await Promise.all(connected.map(([, connection]) => connection.close()));
        },
      };
    },
  };
}

/** What a configuration file may say. */
export function configurationFileSchema() {
  const [first, ...others] = Object.values<Provider>(providers).map(({ sourceSchema }) => sourceSchema);
  if (first === undefined) throw new Error("There is no provider.");
  const source = v.variant("provider", [first, ...others]);
  return settings({ sources: v.pipe(v.array(source), v.minLength(1)) });
}

/** As the file has the sources, and what is of none of them before. */
function inOrder(
  declared: readonly DeclaredSource[],
  faults: readonly ConfigurationFault[],
): readonly ConfigurationFault[] {
  const placeOf = ({ key }: ConfigurationFault) =>
    declared.findIndex(({ path }) => key.startsWith(`${path}.`));
  return faults.toSorted((left, right) => placeOf(left) - placeOf(right));
}

/** What is wrong with declared sources that no provider alone can see. */
function faultsOfList(declared: readonly DeclaredSource[]): readonly ConfigurationFault[] {
  return declared.flatMap((source, index) => {
    const { path, settings: given } = source;
    const faults: ConfigurationFault[] = [];
    if (!providerNames.includes(String(given.provider))) {
      faults.push({ key: `${path}.provider`, message: `must be one of ${providerNames.join(", ")}.` });
      // What any source may say can be checked all the same.
      faults.push(...checkDeclared(v.object(sourceEntries), source).faults);
    }
    const first = declared.findIndex(({ settings: earlier }) => earlier.id === given.id);
    if (given.id !== undefined && first < index) {
      faults.push({ key: `${path}.id`, message: "is the id of an earlier source too." });
    }
    return faults;
  });
}
