import type { CaseManagementApi } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/CaseManagementApi.js";
import type { Deadline } from "../deadlines.js";
import type { Runtime } from "../provider.js";
import { MalformedResponseError } from "../upstream/malformed-response.js";
import type { Ask } from "../upstream/upstream.js";
import { createUpstream } from "../upstream/upstream.js";
import type { Written } from "../writes/written.js";
import type { DatadogSourceConfiguration } from "./config.js";
import { factsOf } from "./errors.js";
import { DatadogHttp } from "./http.js";
import type { Keys } from "./keys.js";
import { readKeys } from "./keys.js";
import { toCreateAttributes, toUpdateAttributes, toWindow, toWindowId } from "./map.js";
import type { DatadogMaintenanceWindow, DatadogWindowValues } from "./model.js";
import { providerName } from "./model.js";
import { loadSdk } from "./sdk.js";

export type DatadogClient = ReturnType<typeof createDatadogClient>;

/** One source's calls, each with a time limit, each failure a GatewayError. */
export function createDatadogClient(source: DatadogSourceConfiguration, runtime: Runtime) {
  const upstream = createUpstream(
    {
      provider: providerName,
      providerName: "Datadog",
      source,
    },
    factsOf,
    runtime,
  );

  const list = {
    action: "list maintenance windows",
    operation: "ListMaintenanceWindows",
    access: "read",
    resourceType: "MaintenanceSource",
    resourceId: source.id,
  } as const;

  async function call<Result>(
    ask: Ask,
    deadline: Deadline,
    send: (api: CaseManagementApi, http: DatadogHttp) => Promise<Result>,
  ): Promise<Result> {
    // Its import, once in the life of the process, is not the provider's time.
    const sdk = await loadSdk(runtime.logger);
    return upstream.call(ask, deadline, async (signal) => {
      const keys = await readKeys(source);
      const http = new DatadogHttp(signal, sdk.ResponseContext);
      try {
        return await send(apiOver(sdk, keys, http), http);
      } catch (error) {
        if (!http.answered) throw error;
        throw new MalformedResponseError("the answer could not be read", { cause: error });
      }
    });
  }

  /** A configuration of its own for each call, since its HTTP side holds the call's signal. */
  function apiOver(
    sdk: Awaited<ReturnType<typeof loadSdk>>,
    { apiKey, applicationKey }: Keys,
    httpApi: DatadogHttp,
  ): CaseManagementApi {
    return new sdk.CaseManagementApi(
      sdk.createConfiguration({
        baseServer: new sdk.BaseServerConfiguration(source.endpoint ?? `https://api.${source.site}`, {}),
        authMethods: { apiKeyAuth: apiKey, appKeyAuth: applicationKey },
        httpApi,
        enableRetry: false,
      }),
    );
  }

  return {
    source,
    status: upstream.status,

    /** Every window: Datadog's list has no pages. */
    listWindows(deadline: Deadline): Promise<readonly DatadogMaintenanceWindow[]> {
      return call(list, deadline, async (api) => {
        const { data } = await api.listMaintenanceWindows();
        return data.map((theirs) => toWindow(theirs, source.id));
      });
    },

    /** What a caller is told who cannot wait any longer. */
    lateList: () => upstream.late(list),

    createWindow(
      values: DatadogWindowValues,
      deadline: Deadline,
    ): Promise<Written<DatadogMaintenanceWindow>> {
      const ask = {
        action: "create a maintenance window",
        operation: "CreateMaintenanceWindow",
        access: "write",
        resourceType: "MaintenanceSource",
        resourceId: source.id,
      } as const;
      return call(ask, deadline, async (api, http) => {
        const attributes = toCreateAttributes(values);
        const { data } = await api.createMaintenanceWindow({
          body: { data: { type: "maintenance_window", attributes } },
        });
        return { value: toWindow(data, source.id), requestId: http.requestId };
      });
    },

    /** Changes the given values and keeps the others. */
    updateWindow(
      uuid: string,
      changes: Partial<DatadogWindowValues>,
      deadline: Deadline,
    ): Promise<Written<DatadogMaintenanceWindow>> {
      const ask = {
        action: `update maintenance window ${uuid}`,
        operation: "UpdateMaintenanceWindow",
        access: "write",
        resourceType: "DatadogMaintenanceWindow",
        resourceId: toWindowId(source.id, uuid),
      } as const;
      return call(ask, deadline, async (api, http) => {
        const attributes = toUpdateAttributes(changes);
        const { data } = await api.updateMaintenanceWindow({
          maintenanceWindowId: uuid,
          body: { data: { type: "maintenance_window", attributes } },
        });
        const window = toWindow(data, source.id);
        if (window.uuid !== uuid) throw new MalformedResponseError("the answer is about another window");
        return { value: window, requestId: http.requestId };
      });
    },

    deleteWindow(uuid: string, deadline: Deadline): Promise<Written<null>> {
      const ask = {
        action: `delete maintenance window ${uuid}`,
        operation: "DeleteMaintenanceWindow",
        access: "write",
        resourceType: "DatadogMaintenanceWindow",
        resourceId: toWindowId(source.id, uuid),
      } as const;
      return call(ask, deadline, async (api, http) => {
        await api.deleteMaintenanceWindow({ maintenanceWindowId: uuid });
        // A page of a proxy is no confirmation.
        if (http.contentBytes > 0) throw new MalformedResponseError("a deletion has no content");
        return { value: null, requestId: http.requestId };
      });
    },
  };
}
