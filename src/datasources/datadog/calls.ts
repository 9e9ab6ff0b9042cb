import type { Configuration } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-common/configuration.js";
import type { Deadline } from "../../upstream/deadlines.js";
import { MalformedResponseError } from "../../upstream/malformed-response-error.js";
import type { CallDescription } from "../../upstream/source-failures.js";
import { createUpstream } from "../../upstream/upstream.js";
import type { UpstreamRuntime } from "../../upstream/upstream-runtime.js";
import { classifyError } from "./error-table.js";
import { readKeys } from "./keys.js";
import { providerName } from "./model.js";
import type { DatadogSdk } from "./sdk.js";
import { loadSdk } from "./sdk.js";
import { DatadogHttp } from "./sdk-http-library.js";
import type { DatadogSourceSettings } from "./settings.js";

/** Sends one request with Datadog's client. */
type SendWithSdk<Result> = (
  configuration: Configuration,
  http: DatadogHttp,
  sdk: DatadogSdk,
) => Promise<Result>;

export type DatadogCalls = ReturnType<typeof createDatadogCalls>;

/** Creates the function that makes the calls of one source. Every call has a timeout, and every failure is a GatewayError. */
export function createDatadogCalls(settings: DatadogSourceSettings, runtime: UpstreamRuntime) {
  const upstream = createUpstream(
    { provider: providerName, providerName: "Datadog", source: settings },
    classifyError,
    runtime,
  );
  runtime.sdkImports.add(() => loadSdk(runtime.logger));

  return {
    upstream,

    async call<Result>(
      description: CallDescription,
      deadline: Deadline,
      send: SendWithSdk<Result>,
    ): Promise<Result> {
      // The import of the SDKs, once per process, must not count towards the call's timeout.
      await runtime.sdkImports.settled();
      // If the import fails, the call fails: its error is classified there.
      await loadSdk(runtime.logger).catch(() => {});
      return upstream.call(description, deadline, async (signal) => {
        const sdk = await loadSdk(runtime.logger);
        const keys = await readKeys(settings);
        const http = new DatadogHttp(runtime.httpClient, signal, sdk.ResponseContext);
        try {
          return await send(sdk.configure(settings, keys, http), http, sdk);
        } catch (error) {
          if (!http.answered || error instanceof MalformedResponseError) throw error;
          throw new MalformedResponseError("the response could not be read", { cause: error });
        }
      });
    },
  };
}
