import type { Configuration } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-common/configuration.js";
import type { HttpLibrary } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-common/http/http.js";
import type { Logger } from "pino";
import type { Keys } from "./keys.js";
import { withLazyModels } from "./lazy-models.js";
import type { DatadogSourceSettings } from "./settings.js";

export type DatadogSdk = Awaited<ReturnType<typeof loadSdk>>;

/**
 * Imports the required parts of Datadog's client at first use. The whole client takes a second and 200 MB, and a gateway
 * without Datadog sources needs none of it.
 */
export function loadSdk(logger: Logger) {
  loaded ??= importParts(logger).catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}

let loaded: ReturnType<typeof importParts> | undefined;

/** Imports the part for users at its first use, after `loadSdk`. Few requests need it. */
export async function loadUsersApi() {
  const { UsersApi } = await import(
    "@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/UsersApi.js"
  );
  return UsersApi;
}

async function importParts(logger: Logger) {
  const [api, configuration, servers, http, log] = await withLazyModels(() =>
    Promise.all([
      import("@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/CaseManagementApi.js"),
      import("@datadog/datadog-api-client/dist/packages/datadog-api-client-common/configuration.js"),
      import("@datadog/datadog-api-client/dist/packages/datadog-api-client-common/servers.js"),
      import("@datadog/datadog-api-client/dist/packages/datadog-api-client-common/http/http.js"),
      import("@datadog/datadog-api-client/dist/logger.js"),
    ]),
  );
  routeLog(log.logger, logger.child({ library: "datadog-api-client" }));
  return {
    ResponseContext: http.ResponseContext,
    CaseManagementApi: api.CaseManagementApi,

    /** Creates the configuration for one call, because its HTTP library holds that call's abort signal. */
    configure: (
      { endpoint, site }: DatadogSourceSettings,
      { apiKey, applicationKey }: Keys,
      httpApi: HttpLibrary,
    ): Configuration =>
      configuration.createConfiguration({
        baseServer: new servers.BaseServerConfiguration(endpoint ?? `https://api.${site}`, {}),
        authMethods: { apiKeyAuth: apiKey, appKeyAuth: applicationKey },
        httpApi,
        enableRetry: false,
      }),
  };
}

/** The parts of a loglevel logger that control where it writes. */
interface LogLevelLogger {
  methodFactory: (methodName: string) => (...content: readonly unknown[]) => void;
  readonly setLevel: (level: string, persist: boolean) => void;
}

/** Routes the client's log to the gateway's. Otherwise it writes to the console, at a level that the variable DEBUG sets. */
function routeLog(theirs: LogLevelLogger, ours: Logger): void {
  theirs.methodFactory = (methodName) => (message) => {
    if (methodName === "error") ours.error(String(message));
    else ours.warn(String(message));
  };
  theirs.setLevel("warn", false);
}
