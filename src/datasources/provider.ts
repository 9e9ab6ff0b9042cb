import type * as v from "valibot";
import type { Caches } from "../cache/caches.js";
import type { ReadContext } from "../cache/read-context.js";
import type { Reread } from "../cache/rereads.js";
import type { WindowReading } from "../cache/source-reader.js";
import type { MaintenanceSource, UnreadableItem } from "../domain/sources.js";
import type { Certainty } from "../domain/windows/certainty.js";
import type { WindowChanged, WindowDeleted } from "../domain/windows/change-results.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import type { Configured, SourceConfiguration } from "../settings/declared-source.js";
import type { Deadline } from "../upstream/deadlines.js";
import type { UpstreamStatus } from "../upstream/upstream-observer.js";
import type { UpstreamRuntime } from "../upstream/upstream-runtime.js";
import type { WriteContext } from "../writes/write-context.js";
import type { WriteCoordination } from "../writes/write-coordination.js";

/** The schema of one source in the configuration file. Its field `provider` distinguishes it from sources of other providers. */
export type SourceSchema = v.VariantOptions<"provider">[number];

/** Dependencies of providers that live as long as the process. */
export interface Runtime extends UpstreamRuntime {
  readonly caches: Caches;
  readonly writes: WriteCoordination;
  /** Windows longer than this get a warning. */
  readonly longWindowMs: number;
}

/** The properties of one GraphQL request that providers and the inventory need. */
export interface RequestContext extends ReadContext, WriteContext {
  /** The time of the request by the steady clock. */
  readonly steadyMs: number;
}

/**
 * The interface of a provider. To add a provider, export an object of this type from `<provider>/provider.ts` and register
 * it in registry.ts. Each provider must pass the test suite test/datasources/conformance.ts.
 */
export interface Provider<Datasource extends MaintenanceDatasource = MaintenanceDatasource> {
  /** The provider's value in the GraphQL enum `Provider`. */
  readonly name: string;
  /** The description of that value in the schema. */
  readonly description: string;
  /** What maintenance in its windows means, in sentences for people, by certainty. */
  readonly meanings: Partial<Record<Certainty, string>>;
  /** The schema of its sources in the configuration file. */
  readonly sourceSchema: SourceSchema;
  /** The environment variables that it reads. */
  readonly variables: readonly string[];
  /** Its changes in `changeMaintenanceWindows`, by input field. Each receives the request's datasources and the field's value. */
  readonly bulkChanges: Readonly<Record<string, BulkChange>>;
  /** Returns its sources: those in the configuration file, or those in the provider's usual environment variables. Calls no provider. */
  readonly configure: (given: SourceConfiguration) => Promise<ConfiguredProvider<Datasource>>;
}

/** A provider whose sources are configured but not connected. */
export interface ConfiguredProvider<Datasource extends MaintenanceDatasource = MaintenanceDatasource>
  extends Configured<MaintenanceSource> {
  /** Creates clients that live as long as the process. Makes no calls. */
  readonly connect: (runtime: Runtime) => ProviderConnection<Datasource>;
  /**
   * Reads the windows on the first page of a source. Shows with few calls whether the gateway can read the source. Throws
   * GatewayError.
   */
  readonly tryList: (sourceId: string, runtime: UpstreamRuntime, deadline: Deadline) => Promise<ListSample>;
}

/** The first page of a source. */
export interface ListSample {
  readonly windowCount: number;
  readonly unreadable: readonly Pick<UnreadableItem, "id" | "error">[];
  /** Whether the source has no further pages. */
  readonly isWhole: boolean;
}

/** What changed according to a provider: the items of the sources that can have it, or what is wrong with the notice. */
export type ChangeNotice =
  | { readonly changes: readonly ChangedItem[] }
  | { readonly path: string; readonly problem: string };

/** An item that may have changed at its provider. */
export interface ChangedItem {
  readonly sourceId: string;
  /** The provider's name or id of the item; null for the list of the source. */
  readonly item: string | null;
}

/** The clients of one provider's sources. */
export interface ProviderConnection<Datasource extends MaintenanceDatasource = MaintenanceDatasource> {
  /**
   * Returns the sources as currently known: the same list until more is known. An AWS account id may be unknown until the
   * first response.
   */
  readonly sources: () => readonly MaintenanceSource[];
  /** Returns the state of the calls to each source, by source id. */
  readonly upstreams: () => ReadonlyMap<string, UpstreamStatus>;
  /** Returns the datasource for one request, with its own loaders. */
  readonly datasource: (context: RequestContext) => Datasource;
  /**
   * Reads an item of a source again, or the list of the source for null, because it may have changed at the provider. All replicas then
   * show the result. Returns as soon as the item is marked; null if the source cannot have such an item. A provider that reads only lists
   * reads its list.
   */
  readonly reread: (sourceId: string, item: string | null) => Promise<Reread | null>;
  /** Reads the provider's own notice of a change, such as an event; null if the message is not one. Makes no calls. */
  readonly readNotice: (message: object) => ChangeNotice | null;
  readonly close: () => Promise<void>;
}

/**
 * The reads that all providers share. Writes differ between providers and are methods of each datasource.
 * Every method throws GatewayError for an expected failure, and other errors only for bugs.
 */
export interface MaintenanceDatasource {
  /** Returns all windows of one source, within its configured freshness. The result stays the same in a request until `forgetReads`. */
  readonly listWindows: (sourceId: string) => Promise<WindowReading>;
  /** Returns the ids of the sources that can have the window with this id; null if the id is malformed. Makes no calls. */
  readonly sourceIdsOf: (windowId: string) => readonly string[] | null;
  /** Makes later lists in this request read again, so that they show its writes. */
  readonly forgetReads: () => void;
  /** Returns the window with this id; null if no source has it. Throws INVALID_ARGUMENT for a malformed id. */
  readonly findWindow: (id: string) => Promise<ScheduledWindow | null>;
}

/** One kind of change. The parameters have type `never` because each provider has its own types for them. */
export type BulkChange = (datasources: never, input: never) => Promise<ChangeSuccess>;

/** The result of a successful change. */
export type ChangeSuccess = WindowChanged<ScheduledWindow> | WindowDeleted<ScheduledWindow>;
