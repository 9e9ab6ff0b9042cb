import type { Logger } from "pino";
import type { HttpClient } from "../network/http-client.js";
import type { Resilience } from "../settings/resilience.js";
import type { SdkImports } from "./sdk-imports.js";
import type { Spans } from "./spans.js";
import type { UpstreamObserver } from "./upstream-observer.js";

/** Dependencies and defaults for calls to all sources, for the lifetime of the process. */
export interface UpstreamRuntime {
  readonly logger: Logger;
  readonly observer: UpstreamObserver;
  readonly spans: Spans;
  readonly sdkImports: SdkImports;
  /** Sends the requests of all SDKs. */
  readonly httpClient: HttpClient;
  /** Default for sources without their own settings. */
  readonly resilience: Resilience;
  /** Timeout of one GraphQL request, in milliseconds. */
  readonly requestTimeoutMs: number;
}
