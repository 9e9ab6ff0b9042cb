import type * as v from "valibot";
import type { Caches } from "../cache/caches.js";
import type { ReadContext } from "../cache/read-context.js";
import type { WindowReading } from "../cache/source-reader.js";
import type { MaintenanceSource } from "../domain/sources.js";
import type { WindowChanged, WindowDeleted } from "../domain/windows/change-results.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import type { ConfigurationFault } from "../settings/configuration-fault.js";
import type { SourceConfiguration } from "../settings/declared-source.js";
import type { UpstreamStatus } from "../upstream/upstream-observer.js";
import type { UpstreamRuntime } from "../upstream/upstream-runtime.js";
import type { WriteContext } from "../writes/write-context.js";
import type { WriteCoordination } from "../writes/write-coordination.js";

/** The schema of one source in the file of sources. Its member `provider` distinguishes it from those of other providers. */
export type SourceSchema = v.VariantOptions<"provider">[number];

/** What providers work with. It lives as long as the process. */
export interface Runtime extends UpstreamRuntime {
  readonly caches: Caches;
  readonly writes: WriteCoordination;
  /** Windows of this length or longer get a warning. */
  readonly longWindowMs: number;
}

/** One GraphQL request, as providers see it. */
export interface RequestContext extends ReadContext, WriteContext {}

/**
 * What a provider must offer to be part of the gateway: one object of this shape in `<provider>/provider.ts`, and one line
 * in registry.ts. test/datasources/conformance.ts is the suite that each provider must pass.
 */
export interface Provider<Datasource extends MaintenanceDatasource = MaintenanceDatasource> {
  /** Its value in the GraphQL enum `Provider`. */
  readonly name: string;
  /** The description of that value. */
  readonly description: string;
  /** What the file of sources may say of one of its sources. */
  readonly sourceSchema: SourceSchema;
  /** Its changes in `changeMaintenanceWindows`, by the member of the input. Each gets the request's datasources and that member. */
  readonly bulkChanges: Readonly<Record<string, BulkChange>>;
  /** Its sources: those that the file declares, or those that the ecosystem's own variables name. */
  readonly configure: (given: SourceConfiguration) => ConfiguredProvider<Datasource>;
}

/** A provider that knows its sources and has no clients yet. */
export interface ConfiguredProvider<Datasource extends MaintenanceDatasource = MaintenanceDatasource> {
  readonly sources: readonly MaintenanceSource[];
  readonly faults: readonly ConfigurationFault[];
  /** Makes clients for the life of the process. Contacts no provider. */
  readonly connect: (runtime: Runtime) => ProviderConnection<Datasource>;
}

/** The clients of one provider's sources. */
export interface ProviderConnection<Datasource extends MaintenanceDatasource = MaintenanceDatasource> {
  /** The sources as they are known now: an AWS account id becomes known with the first answer. */
  readonly sources: () => readonly MaintenanceSource[];
  /** The state of the calls to each source, by its id. */
  readonly upstreams: () => ReadonlyMap<string, UpstreamStatus>;
  /** A view for one request, with loaders of its own. */
  readonly datasource: (context: RequestContext) => Datasource;
  readonly close: () => Promise<void>;
}

/**
 * What every provider answers in the same way. Writes differ between providers and are methods of each datasource.
 * Every method throws GatewayError for an expected failure, and other errors only for mistakes in the program.
 */
export interface MaintenanceDatasource {
  /** All windows of one source, as fresh as it is configured. In one request it always gives the same result. */
  readonly listWindows: (sourceId: string) => Promise<WindowReading>;
  /** The window with this id; null if no source has it. Throws INVALID_ARGUMENT for a malformed id. */
  readonly findWindow: (id: string) => Promise<ScheduledWindow | null>;
}

/** One kind of change. `never` stands for the datasources and the input, whose types are the provider's own. */
export type BulkChange = (datasources: never, input: never) => Promise<ChangeSuccess>;

/** The result of a change that was made. */
export type ChangeSuccess = WindowChanged<ScheduledWindow> | WindowDeleted<ScheduledWindow>;
