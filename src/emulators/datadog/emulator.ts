import { randomUUID } from "node:crypto";
import type { Emulator } from "../server.js";
import { serve } from "../server.js";
import type { Clock, EmulatedRequest, EmulatedResponse, Service } from "../service.js";
import { complete, readAttributes } from "./attributes.js";
import { createRateLimit } from "./rate-limit.js";
import {
  jsonApiError,
  noContent,
  notFound,
  resourceResponse,
  statusResponse,
  textError,
  usersResponse,
} from "./responses.js";
import { loadWindows, seedWindows } from "./seed.js";
import type { User } from "./users.js";
import { currentUser, loadUsers, pageOfUsers, seedUsers, toUserResource } from "./users.js";
import type { Window } from "./windows.js";
import { toResource } from "./windows.js";

const collection = "/api/v2/maintenance_windows";
const userCollection = "/api/v2/users";
const uuidPattern = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Starts an emulator of Datadog Case Management's maintenance windows, and of reading users (API v2). */
export async function startDatadogEmulator(options: { readonly port: number; readonly clock: Clock }) {
  const emulator: Emulator = await serve(createService(options.clock), options.port, options.clock);
  return {
    ...emulator,
    /** The variables that point the gateway at this emulator. */
    environment: {
      DD_SITE: "datadoghq.eu",
      DD_ENDPOINT_URL: emulator.url,
      DD_API_KEY: "emulator",
      DD_APP_KEY: "emulator",
    },
  };
}

function createService(clock: Clock): Service {
  const rateLimit = createRateLimit(clock);
  let windows = toMap(seedWindows(clock()));
  let loadCount = 0;
  let users: readonly User[] = seedUsers();
  let loadUserCount = 0;

  function carryOut(request: EmulatedRequest): EmulatedResponse {
    if (!request.headers["dd-api-key"]) return textError(403, "API key required");
    if (!request.headers["dd-application-key"]) return textError(403, "Forbidden");
    switch (operationOf(request)) {
      case "ListMaintenanceWindows":
        return resourceResponse(200, [...windows.values()].map(toResource));
      case "CreateMaintenanceWindow":
        return create(request);
      case "UpdateMaintenanceWindow":
        return withWindow(request, (window) => update(window, request));
      case "DeleteMaintenanceWindow":
        return withWindow(request, ({ id }) => {
          windows.delete(id);
          return noContent;
        });
      case "ListUsers": {
        const page = pageOfUsers(users, request.query);
        return page === null ? textError(400, "Bad Request") : usersResponse(page);
      }
      case "GetUser": {
        const user = users.find(({ id }) => id === idIn(request));
        return user === undefined
          ? textError(404, "User not found")
          : usersResponse({ data: toUserResource(user) });
      }
      default:
        return textError(404, "Not found");
    }
  }

  function create(request: EmulatedRequest): EmulatedResponse {
    const read = readAttributes(request.body);
    if ("status" in read) return read;
    const attributes = complete(read.given);
    if ("status" in attributes) return attributes;
    return keep(201, { id: randomUUID(), ...attributes, created_by: currentUser, updated_by: currentUser });
  }

  /** Keeps attributes that are not in the body, although the method is PUT. */
  function update(window: Window, request: EmulatedRequest): EmulatedResponse {
    const read = readAttributes(request.body);
    if ("status" in read) return read;
    const attributes = complete({ ...window, ...read.given });
    if ("status" in attributes) return attributes;
    return keep(200, { ...window, ...attributes, updated_by: currentUser });
  }

  function keep(status: number, window: Window): EmulatedResponse {
    windows.set(window.id, window);
    return resourceResponse(status, toResource(window));
  }

  function withWindow(
    request: EmulatedRequest,
    answer: (window: Window) => EmulatedResponse,
  ): EmulatedResponse {
    const id = idIn(request);
    if (!uuidPattern.test(id)) {
      return jsonApiError(400, {
        status: "400",
        title: "Invalid Parameter",
        detail: 'invalid parameter "maintenance_window_id" in "path"; expected type "uuid"',
      });
    }
    const window = windows.get(id.toLowerCase());
    return window === undefined ? notFound : answer(window);
  }

  function withRateLimit(response: EmulatedResponse): EmulatedResponse {
    return { ...response, headers: { ...response.headers, ...rateLimit.count() } };
  }

  return {
    operations: [
      "ListMaintenanceWindows",
      "CreateMaintenanceWindow",
      "UpdateMaintenanceWindow",
      "DeleteMaintenanceWindow",
      "ListUsers",
      "GetUser",
    ],
    seedMembers: { windows: "count", users: "count" },
    operationOf,
    resourceOf: (request) => idIn(request) || null,

    respond: (request) => withRateLimit(carryOut(request)),
    failWith: ({ status = 200 }) => withRateLimit(statusResponse(status)),
    reset() {
      windows = toMap(seedWindows(clock()));
      loadCount = 0;
      users = seedUsers();
      loadUserCount = 0;
    },
    addMore({ windows: count = 0, users: userCount = 0 }) {
      users = [...users, ...loadUsers(loadUserCount, Number(userCount))];
      loadUserCount += Number(userCount);
      for (const window of loadWindows(loadCount, Number(count), loadUserCount, clock())) {
        windows.set(window.id, window);
      }
      loadCount += Number(count);
    },
  };
}

function operationOf({ method, path }: EmulatedRequest): string | null {
  if (path === collection) {
    if (method === "GET") return "ListMaintenanceWindows";
    if (method === "POST") return "CreateMaintenanceWindow";
  }
  if (method === "GET" && path === userCollection) return "ListUsers";
  if (method === "GET" && path.startsWith(`${userCollection}/`)) return "GetUser";
  if (path.startsWith(`${collection}/`)) {
    if (method === "PUT") return "UpdateMaintenanceWindow";
    if (method === "DELETE") return "DeleteMaintenanceWindow";
  }
  return null;
}

function toMap(windows: readonly Window[]): Map<string, Window> {
  return new Map(windows.map((window) => [window.id, window]));
}

/** Returns the id at the end of the path; empty if the path has no id. */
function idIn({ path }: EmulatedRequest): string {
  const start = [collection, userCollection].find((each) => path.startsWith(each)) ?? path;
  return path.slice(start.length + 1);
}
