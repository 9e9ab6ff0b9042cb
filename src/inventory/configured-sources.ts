import * as v from "valibot";
import type { Provider, RequestContext, Runtime } from "../datasources/provider.js";
import type { Datasources } from "../datasources/registry.js";
import { providerNames, providers } from "../datasources/registry.js";
import type { MaintenanceSource } from "../domain/sources.js";
import { checkDeclared } from "../settings/check-settings.js";
import type { ConfigurationFault } from "../settings/configuration-fault.js";
import type { DeclaredSource, SourceConfiguration } from "../settings/declared-source.js";
import { sourceEntries } from "../settings/source-settings.js";
import { settingsObject } from "../settings/value-schemas.js";
import type { UpstreamStatus } from "../upstream/upstream-observer.js";

/** All sources of the gateway with their clients. Lives as long as the process. */
export interface Connections {
  /** Returns the sources as currently known: the same list until more is known. */
  readonly sources: () => readonly MaintenanceSource[];
  /** The state of the calls to each source, by source id. */
  readonly upstreams: () => ReadonlyMap<string, UpstreamStatus>;
  readonly datasources: (context: RequestContext) => Datasources;
  readonly close: () => Promise<void>;
}

export interface ConfiguredSources {
  /** The sources known before any provider is called. */
  readonly sources: readonly MaintenanceSource[];
  /** All configuration errors of all sources. */
  readonly faults: readonly ConfigurationFault[];
  readonly connect: (runtime: Runtime) => Connections;
}

/** Configures the sources of all providers, from the configuration file or, without one, from the environment. */
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
      let lists: readonly (readonly MaintenanceSource[])[] = [];
      let known: readonly MaintenanceSource[] = [];
      return {
        sources() {
          // Called for each response, also for a cached one: allocates nothing if no list has changed.
          const isKnown = connected.every(([, connection], index) => connection.sources() === lists[index]);
          if (!isKnown) {
            lists = connected.map(([, connection]) => connection.sources());
            known = lists.flat();
          }
          return known;
        },
        upstreams: () => new Map(connected.flatMap(([, connection]) => [...connection.upstreams()])),
        // Safe cast: there is one entry for each key of `providers`.
        datasources: (context) =>
          Object.fromEntries(
            connected.map(([key, connection]) => [key, connection.datasource(context)]),
          ) as unknown as Datasources,
        async close() {
          await Promise.all(connected.map(([, connection]) => connection.close()));
        },
      };
    },
  };
}

/** Returns the schema of a configuration file (`GATEWAY_CONFIG`). */
export function configurationFileSchema() {
  const [first, ...others] = Object.values<Provider>(providers).map(({ sourceSchema }) => sourceSchema);
  if (first === undefined) throw new Error("No provider is registered.");
  const source = v.variant("provider", [first, ...others]);
  return settingsObject({ sources: v.pipe(v.array(source), v.minLength(1)) });
}

/** Sorts errors in the order of the sources in the file. Errors that belong to no source come first. */
function inOrder(
  declared: readonly DeclaredSource[],
  faults: readonly ConfigurationFault[],
): readonly ConfigurationFault[] {
  const placeOf = ({ key }: ConfigurationFault) =>
    declared.findIndex(({ path }) => key.startsWith(`${path}.`));
  return faults.toSorted((left, right) => placeOf(left) - placeOf(right));
}

/** Returns the errors of declared sources that no single provider can detect. */
function faultsOfList(declared: readonly DeclaredSource[]): readonly ConfigurationFault[] {
  return declared.flatMap((source, index) => {
    const { path, settings: given } = source;
    const faults: ConfigurationFault[] = [];
    if (!providerNames.includes(String(given.provider))) {
      faults.push({ key: `${path}.provider`, message: `must be one of ${providerNames.join(", ")}.` });
      // The settings that all sources have in common can still be checked.
      faults.push(...checkDeclared(v.object(sourceEntries), source).faults);
    }
    const first = declared.findIndex(({ settings: earlier }) => earlier.id === given.id);
    if (given.id !== undefined && first < index) {
      faults.push({
        key: `${path}.id`,
        message: "is already used by an earlier source; choose a unique id.",
      });
    }
    return faults;
  });
}
