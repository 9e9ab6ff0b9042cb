import type { Logger } from "pino";
import type { Resilience } from "../settings/resilience.js";
import type { SdkImports } from "./sdk-imports.js";
import type { Spans } from "./spans.js";
import type { UpstreamObserver } from "./upstream-observer.js";

/** What the calls of all sources share. It lives as long as the process. */
export interface UpstreamRuntime {
  readonly logger: Logger;
  readonly observer: UpstreamObserver;
  readonly spans: Spans;
  readonly sdkImports: SdkImports;
  /** For sources without settings of their own. */
  readonly resilience: Resilience;
  /** The longest that one GraphQL request may take. */
  readonly requestTimeoutMs: number;
}
