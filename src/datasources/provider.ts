import type { Logger } from "pino";
import type { MaintenanceSource } from "../domain/sources.js";
import type { ScheduledWindow } from "../domain/windows.js";

/** Variables as a process has them; always passed in, so that a test or an emulator can bring its own. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One thing that is wrong with the configuration. Never holds the value of a secret. */
export interface ConfigurationFault {
  /** The variable, or the path of the key, that is at fault. */
  readonly key: string;
  readonly message: string;
}

export interface Configured<SourceConfiguration> {
  readonly sources: readonly SourceConfiguration[];
  readonly faults: readonly ConfigurationFault[];
}

/** What lives as long as the process. */
export interface Runtime {
  readonly logger: Logger;
  /** The longest that one upstream call may take, its retries included. */
  readonly upstreamTimeoutMs: number;
}

/** What lives as long as one GraphQL request. */
export interface RequestScope {
  readonly now: Date;
  /** Aborts at the request's deadline. */
  readonly signal: AbortSignal;
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
  /** Its sources as the ecosystem's own variables name them; none where there are no such variables. */
  readonly configure: (environment: Environment) => ConfiguredProvider<Datasource>;
}

/** A provider that knows its sources and has made no client yet. */
export interface ConfiguredProvider<Datasource extends MaintenanceDatasource = MaintenanceDatasource> {
  readonly sourceCount: number;
  readonly faults: readonly ConfigurationFault[];
  /** Makes clients for the life of the process. Contacts nothing. */
  readonly connect: (runtime: Runtime) => ProviderConnection<Datasource>;
}

/** The clients of one provider's sources. */
export interface ProviderConnection<Datasource extends MaintenanceDatasource = MaintenanceDatasource> {
  /** The sources as they are known now: an AWS account id becomes known with the first answer. */
  readonly sources: () => readonly MaintenanceSource[];
  /** A view for one request, with loaders of its own. */
  readonly datasource: (scope: RequestScope) => Datasource;
  readonly close: () => Promise<void>;
}

/**
 * What every provider answers in the same way. Writes differ between providers and are methods of each datasource.
 * Every method throws GatewayError for an expected failure and nothing else but programming errors.
 */
export interface MaintenanceDatasource {
  /** All windows of one source. Called again in the same request, it asks upstream no more. */
  readonly listWindows: (sourceId: string) => Promise<readonly ScheduledWindow[]>;
  /** The window with this id; null where no source has it; an `INVALID_ARGUMENT` failure for a malformed id. */
  readonly findWindow: (id: string) => Promise<ScheduledWindow | null>;
}
