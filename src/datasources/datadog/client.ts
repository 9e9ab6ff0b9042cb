import { setImmediate } from "node:timers/promises";
import type { CaseManagementApi } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/CaseManagementApi.js";
import type { ReadItems } from "../../cache/source-reader.js";
import type { UnreadableEntry } from "../../cache/unreadable-entry.js";
import type { Deadline } from "../../upstream/deadlines.js";
import { problemOf } from "../../upstream/item-errors.js";
import { MalformedMemberError, MalformedResponseError } from "../../upstream/malformed-response-error.js";
import { informational } from "../../upstream/response-members.js";
import type { CallDescription } from "../../upstream/source-failures.js";
import type { UpstreamRuntime } from "../../upstream/upstream-runtime.js";
import type { WriteResponse } from "../../writes/write-response.js";
import {
  createWindowCall,
  deleteWindowCall,
  listWindowsCall,
  readListedCall,
  updateWindowCall,
} from "./call-descriptions.js";
import { createDatadogCalls } from "./calls.js";
import { consoleUrlOf } from "./console-url.js";
import { windowsPerPart } from "./constants.js";
import type { RawWindow } from "./mapping.js";
import { toCreateAttributes, toUpdateAttributes, toWindow, toWindowId, uuidOf } from "./mapping.js";
import type { DatadogMaintenanceWindow, DatadogWindowValues } from "./model.js";
import { contentOf, dataOf, requireWholeList } from "./response-content.js";
import type { DatadogHttp } from "./sdk-http-library.js";
import type { DatadogSourceSettings } from "./settings.js";
import { createUsersClient } from "./users-client.js";

export type DatadogClient = ReturnType<typeof createDatadogClient>;

/** Creates the client of one source. Every call has a timeout, and every failure is a GatewayError. */
export function createDatadogClient(settings: DatadogSourceSettings, runtime: UpstreamRuntime) {
  const { id } = settings;
  const calls = createDatadogCalls(settings, runtime);
  const { upstream } = calls;
  const origin = { sourceId: id, consoleUrl: consoleUrlOf(settings) };

  const call = <Result>(
    description: CallDescription,
    deadline: Deadline,
    send: (api: CaseManagementApi, http: DatadogHttp) => Promise<Result>,
  ): Promise<Result> =>
    calls.call(description, deadline, (configuration, http, { CaseManagementApi }) =>
      send(new CaseManagementApi(configuration), http),
    );

  function unreadableEntry(theirs: RawWindow, error: MalformedMemberError): UnreadableEntry {
    const uuid = informational(uuidOf, theirs);
    const windowId = uuid && toWindowId(id, uuid);
    const problem = problemOf(upstream.itemError(readListedCall(id, uuid), error));
    return { ...problem, key: windowId, id: windowId, texts: null };
  }

  return {
    settings,
    origin,
    status: upstream.status,
    users: createUsersClient(calls, id),

    /** Lists all windows. Datadog's list has no pages. A window that cannot be read is left out and named. */
    listWindows: (deadline: Deadline): Promise<ReadItems<DatadogMaintenanceWindow>> =>
      call(listWindowsCall(id), deadline, async (api, http) => {
        const content = await contentOf(api.listMaintenanceWindows(), http);
        requireWholeList(http, content);
        const { data } = content;
        if (!Array.isArray(data)) throw new MalformedResponseError("data is not a list");
        const items: DatadogMaintenanceWindow[] = [];
        const unreadable: UnreadableEntry[] = [];
        for (let start = 0; start < data.length; start += windowsPerPart) {
          await setImmediate();
          for (const theirs of data.slice(start, start + windowsPerPart)) {
            try {
              items.push(toWindow(theirs, origin));
            } catch (error) {
              if (!(error instanceof MalformedMemberError)) throw error;
              unreadable.push(unreadableEntry(theirs, error));
            }
          }
        }
        return withoutUnreadable(items, unreadable);
      }),

    /** Returns the failure for a caller whose deadline passes while a shared list call continues. */
    listTimeout: () => upstream.timeoutError(listWindowsCall(id)),

    /** Creates a window. Throws if the response describes one of the windows that existed before. */
    createWindow: (
      values: DatadogWindowValues,
      wasThere: (id: string) => boolean,
      deadline: Deadline,
    ): Promise<WriteResponse<DatadogMaintenanceWindow>> =>
      call(createWindowCall(id), deadline, async (api, http) => {
        const attributes = toCreateAttributes(values);
        const created = api.createMaintenanceWindow({
          body: { data: { type: "maintenance_window", attributes } },
        });
        const window = toWindow((await dataOf(created, http)) as RawWindow, origin);
        if (wasThere(window.id)) throw new MalformedResponseError("the response describes another window");
        return { value: window, requestId: http.requestId };
      }),

    /** Changes the given values and keeps the others. */
    updateWindow: (
      uuid: string,
      changes: Partial<DatadogWindowValues>,
      deadline: Deadline,
    ): Promise<WriteResponse<DatadogMaintenanceWindow>> =>
      call(updateWindowCall(id, uuid), deadline, async (api, http) => {
        const attributes = toUpdateAttributes(changes);
        const updated = api.updateMaintenanceWindow({
          maintenanceWindowId: uuid,
          body: { data: { type: "maintenance_window", attributes } },
        });
        const window = toWindow((await dataOf(updated, http)) as RawWindow, origin);
        if (window.uuid !== uuid) throw new MalformedResponseError("the response describes another window");
        return { value: window, requestId: http.requestId };
      }),

    deleteWindow: (uuid: string, deadline: Deadline): Promise<WriteResponse<null>> =>
      call(deleteWindowCall(id, uuid), deadline, async (api, http) => {
        await api.deleteMaintenanceWindow({ maintenanceWindowId: uuid });
        // Datadog's response to a deletion is empty. Any content is from a proxy and does not confirm the deletion.
        if (http.body.length > 0) throw new MalformedResponseError("the response to a deletion is not empty");
        return { value: null, requestId: http.requestId };
      }),
  };
}

/** Drops the windows that are also unreadable: for an id that is listed twice, it is unknown which entry is right. */
function withoutUnreadable(
  items: readonly DatadogMaintenanceWindow[],
  unreadable: readonly UnreadableEntry[],
): ReadItems<DatadogMaintenanceWindow> {
  const [first] = unreadable;
  if (first === undefined) return { items, unreadable };
  if (items.length === 0) {
    // Entries without an id may not be windows: another server may have responded.
    const ListError = unreadable.some(({ id }) => id !== null)
      ? MalformedMemberError
      : MalformedResponseError;
    throw new ListError(`no window in the list can be read: ${first.detail}`);
  }
  const keys = new Set(unreadable.map(({ key }) => key));
  return { items: items.filter((window) => !keys.has(window.id)), unreadable };
}
