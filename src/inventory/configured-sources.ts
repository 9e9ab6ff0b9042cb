import * as v from "valibot";
import type {
  ConfiguredProvider,
  Provider,
  ProviderConnection,
  RequestContext,
  Runtime,
} from "../datasources/provider.js";
import type { Datasources } from "../datasources/registry.js";
import { providerNames, providers } from "../datasources/registry.js";
import type { MaintenanceSource } from "../domain/sources.js";
import { checkDeclared } from "../settings/check-settings.js";
import { closestName, suggestion } from "../settings/closest-name.js";
import type { ConfigurationFault } from "../settings/configuration-fault.js";
import type { Configured, DeclaredSource, SourceConfiguration } from "../settings/declared-source.js";
import { sourceEntries } from "../settings/source-settings.js";
import type { UpstreamStatus } from "../upstream/upstream-observer.js";

/** All sources of the gateway with their clients. Lives as long as the process. */
export interface Connections {
  /** Returns the sources as currently known: the same list until more is known. */
  readonly sources: () => readonly MaintenanceSource[];
  /** The state of the calls to each source, by source id. */
  readonly upstreams: () => ReadonlyMap<string, UpstreamStatus>;
  readonly datasources: (context: RequestContext) => Datasources;
  /** Reads an item of a source again; see `ProviderConnection`. Returns null if the source does not exist or cannot have the item. */
  readonly reread: ProviderConnection["reread"];
  /** Reads a provider's notice of a change; null if no provider knows the message. */
  readonly readNotice: ProviderConnection["readNotice"];
  readonly close: () => Promise<void>;
}

/** The sources of all providers, as known before any provider is called. */
export interface ConfiguredSources extends Configured<MaintenanceSource> {
  readonly connect: (runtime: Runtime) => Connections;
  /** Lists the first page of one source. Throws GatewayError. */
  readonly tryList: ConfiguredProvider["tryList"];
}

/** Configures the sources of all providers, from the configuration file or, without one, from the environment. */
export async function configureSources({
  environment,
  declared,
}: SourceConfiguration): Promise<ConfiguredSources> {
  const configured = await Promise.all(
    Object.entries<Provider>(providers).map(async ([key, provider]) => {
      const ofProvider = declared?.flatMap((source) => {
        const name = meantProvider(source);
        // Check the settings of a source whose provider is misspelled like those of the provider that was meant.
        return name === provider.name
          ? [{ ...source, settings: { ...source.settings, provider: name } }]
          : [];
      });
      return [key, await provider.configure({ environment, declared: ofProvider ?? null })] as const;
    }),
  );
  const sources = configured.flatMap(([, provider]) => provider.sources);
  const possibleFaults = configured.flatMap(([, provider]) => provider.possibleFaults ?? []);
  const origins = configured.flatMap(([, { origin }]) => origin ?? []);
  return {
    sources,
    warnings: [
      ...configured.flatMap(([, { warnings }]) => warnings),
      ...(sources.length === 0 ? possibleFaults : []),
    ],
    ...(origins.length === 0 ? {} : { origin: origins.join(", ") }),
    faults: inOrder(declared ?? [], [
      ...faultsOfList(declared ?? []),
      ...configured.flatMap(([, { faults }]) => faults),
      ...(sources.length > 0 ? possibleFaults : []),
    ]),
    tryList(sourceId, ...given) {
      const owner = configured.find(([, provider]) => provider.sources.some(({ id }) => id === sourceId));
      if (owner === undefined) throw new Error(`There is no source ${sourceId}.`);
      return owner[1].tryList(sourceId, ...given);
    },
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
        async reread(sourceId, item) {
          for (const [, connection] of connected) {
            const isOwner = connection.sources().some(({ id }) => id === sourceId);
            if (isOwner) return connection.reread(sourceId, item);
          }
          return null;
        },
        readNotice(message) {
          for (const [, connection] of connected) {
            const notice = connection.readNotice(message);
            if (notice !== null) return notice;
          }
          return null;
        },
        async close() {
          await Promise.all(connected.map(([, connection]) => connection.close()));
        },
      };
    },
  };
}

/** Returns the schema of the list of sources in a configuration file (`GATEWAY_CONFIG`). */
export function sourceListSchema() {
  const [first, ...others] = Object.values<Provider>(providers).map(({ sourceSchema }) => sourceSchema);
  if (first === undefined) throw new Error("No provider is registered.");
  return v.pipe(v.array(v.variant("provider", [first, ...others])), v.minLength(1));
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
      const meant = meantProvider(source);
      faults.push({
        key: `${path}.provider`,
        message: `must be one of ${providerNames.join(", ")}.${suggestion(meant)}`,
      });
      // The settings that all sources have in common can still be checked.
      if (meant === null) faults.push(...checkDeclared(v.object(sourceEntries), source).faults);
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

/** The provider of a declared source. If its name is unknown: one with a similar name, or the only one that has its settings. */
function meantProvider({ settings }: DeclaredSource): string | null {
  const name = String(settings.provider);
  const similar = providerNames.find((each) => each === name) ?? closestName(name, providerNames);
  if (similar !== null) return similar;
  const possible = Object.values<Provider>(providers).filter(({ sourceSchema }) => {
    const own = "entries" in sourceSchema ? Object.keys(sourceSchema.entries as object) : [];
    return own.some((key) => key in settings && !(key in sourceEntries) && key !== "provider");
  });
  const [only] = possible;
  return only !== undefined && possible.length === 1 ? only.name : null;
}
