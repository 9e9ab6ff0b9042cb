import type { Logger } from "pino";
import type * as v from "valibot";
import type { Failure } from "../domain/errors.js";
import type { Permissions } from "../domain/permissions.js";
import type { MaintenanceSource } from "../domain/sources.js";
import type { ScheduledWindow } from "../domain/windows.js";
import type { Deadline } from "./deadlines.js";
import type { Memory } from "./memory/memory.js";
import type { UpstreamObserver, UpstreamStatus } from "./upstream/observer.js";
import type { Resilience } from "./upstream/resilience.js";
import type { Spans } from "./upstream/spans.js";
import type { WriteEvent } from "./writes/audit.js";

/** Variables as a process has them; always passed in, so that a test or an emulator can bring its own. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A source as a configuration file declares it: nothing of it is checked yet but that it names a provider. */
export interface DeclaredSource {
  /** Where in the file it is, e.g. `sources[2]`. */
  readonly path: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A schema of one source in a file, told from those of other providers by its member `provider`. */
export type SourceSchema = v.VariantOptions<"provider">[number];

/** What tells which sources there are. */
export interface SourceConfiguration {
  readonly environment: Environment;
  /** The provider's sources in a configuration file, which then is the only list of them; null without one. */
  readonly declared: readonly DeclaredSource[] | null;
}

/** One thing that is wrong with the configuration. Never holds the value of a secret. */
export interface ConfigurationFault {
  /** The variable, or the path of the key, that is at fault. */
  readonly key: string;
  readonly message: string;
}

export interface Configured<Source> {
  readonly sources: readonly Source[];
  readonly faults: readonly ConfigurationFault[];
}

/** What lives as long as the process. */
export interface Runtime {
  readonly logger: Logger;
  /** Is told what becomes of the calls to the sources. */
  readonly observer: UpstreamObserver;
  readonly spans: Spans;
  /** For every source that has nothing else of its own. */
  readonly resilience: Resilience;
  /** The longest that one GraphQL request may take. */
  readonly requestTimeoutMs: number;
  /** From which length on a window is unusually long. */
  readonly longWindowMs: number;
  /** What is remembered of the sources between requests. */
  readonly memory: Memory;
}

/** What lives as long as one GraphQL request. */
export interface RequestScope {
  readonly now: Date;
  /** By when the request must be answered. */
  readonly deadline: Deadline;
  /** As `deadline`, and over as soon as nobody waits for the answer: then reads stop, and writes are finished. */
  readonly readDeadline: Deadline;
  /** Whether its client waits for less than a request may take: that it got no answer says nothing of a source. */
  readonly isHasty: boolean;
  /** What its caller may do: a source that it may not read is none for this request. */
  readonly permissions: Permissions;
  /** Told of each attempt to write when it has ended. Never fails. */
  readonly audit: (event: WriteEvent) => void;
}

/**
 * What a provider must offer to be part of the gateway: one object of this shape in `<provider>/provider.ts`
 * and one line in registry.ts. test/providers holds the suite that each must pass.
 */
export interface Provider<Datasource extends MaintenanceDatasource = MaintenanceDatasource> {
  /** Its value in the GraphQL enum `Provider`. */
  readonly name: string;
  /** The description of that value. */
  readonly description: string;
  /** What a file may say of one of its sources. */
  readonly sourceSchema: SourceSchema;
  /** Its sources as a file declares them, or as the ecosystem's own variables name them. */
  readonly configure: (given: SourceConfiguration) => ConfiguredProvider<Datasource>;
}

/** A provider that knows its sources and has made no client yet. */
export interface ConfiguredProvider<Datasource extends MaintenanceDatasource = MaintenanceDatasource> {
  readonly sources: readonly MaintenanceSource[];
  readonly faults: readonly ConfigurationFault[];
  /** Makes clients for the life of the process. Contacts nothing. */
  readonly connect: (runtime: Runtime) => ProviderConnection<Datasource>;
}

/** The clients of one provider's sources. */
export interface ProviderConnection<Datasource extends MaintenanceDatasource = MaintenanceDatasource> {
  /** The sources as they are known now: an AWS account id becomes known with the first answer. */
  readonly sources: () => readonly MaintenanceSource[];
  /** How the way to each source is now, by its id. */
  readonly upstreams: () => ReadonlyMap<string, UpstreamStatus>;
  /** A view for one request, with loaders of its own. */
  readonly datasource: (scope: RequestScope) => Datasource;
  readonly close: () => Promise<void>;
}

/** What is known of one source's windows. */
export interface WindowReading {
  readonly windows: readonly ScheduledWindow[];
  /** When the upstream was asked. */
  readonly fetchedAt: Date;
  /** From when on the upstream will be asked again. */
  readonly freshUntil: Date;
  /** Why nothing newer is shown; null where this is as fresh as it should be. */
  readonly failure: Failure | null;
}

/**
 * What every provider answers in the same way. Writes differ between providers and are methods of each datasource.
 * Every method throws GatewayError for an expected failure and nothing else but programming errors.
 */
export interface MaintenanceDatasource {
  /** All windows of one source, as fresh as it is configured. Called again in the same request, it answers the same. */
  readonly listWindows: (sourceId: string) => Promise<WindowReading>;
  /** The window with this id; null where no source has it; an `INVALID_ARGUMENT` failure for a malformed id. */
  readonly findWindow: (id: string) => Promise<ScheduledWindow | null>;
}
