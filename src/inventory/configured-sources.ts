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

/** Every source of the gateway with its client. Lives as long as the process. */
export interface Connections {
  readonly sources: () => readonly MaintenanceSource[];
  /** The state of the calls to each source, by its id. */
  readonly upstreams: () => ReadonlyMap<string, UpstreamStatus>;
  readonly datasources: (context: RequestContext) => Datasources;
  readonly close: () => Promise<void>;
}

export interface ConfiguredSources {
  /** As far as they are known before any provider is called. */
  readonly sources: readonly MaintenanceSource[];
  /** All at once. */
  readonly faults: readonly ConfigurationFault[];
  readonly connect: (runtime: Runtime) => Connections;
}

/** The sources of all providers: those that the file declares or, without one, those that the environment names. */
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

/** What a configuration file may say. */
export function configurationFileSchema() {
  const [first, ...others] = Object.values<Provider>(providers).map(({ sourceSchema }) => sourceSchema);
  if (first === undefined) throw new Error("There is no provider.");
  const source = v.variant("provider", [first, ...others]);
  return settingsObject({ sources: v.pipe(v.array(source), v.minLength(1)) });
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
