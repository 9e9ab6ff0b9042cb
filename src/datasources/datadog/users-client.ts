import type { UsersApi } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/UsersApi.js";
import { GatewayError } from "../../domain/failures/gateway-error.js";
import type { Deadline } from "../../upstream/deadlines.js";
import { MalformedResponseError } from "../../upstream/malformed-response-error.js";
import { informational, requireString } from "../../upstream/response-members.js";
import type { CallDescription } from "../../upstream/source-failures.js";
import { getUserCall, listUsersCall } from "./call-descriptions.js";
import type { DatadogCalls } from "./calls.js";
import { maxUserPages, usersPerPage } from "./constants.js";
import { contentOf } from "./response-content.js";
import { loadUsersApi } from "./sdk.js";

/** Names of users by id. The name is null if Datadog has none, for example before the user accepts the invitation. */
export type UserNames = ReadonlyMap<string, string | null>;

/** A user from Datadog's API. Its client and the JSON have the same form. No member has been checked. */
type RawUser = { readonly id?: unknown; readonly attributes?: { readonly name?: unknown } | null } | null;

export type UsersClient = ReturnType<typeof createUsersClient>;

/** Creates the client of one source's users. */
export function createUsersClient({ call, upstream }: DatadogCalls, sourceId: string) {
  /** Makes a call and reads the data in its response. */
  const callUsers = <Result>(
    description: CallDescription,
    deadline: Deadline,
    send: (api: UsersApi) => ReturnType<UsersApi["listUsers"] | UsersApi["getUser"]>,
    read: (data: unknown) => Result,
  ): Promise<Result> =>
    call(description, deadline, async (configuration, http) => {
      const Api = await loadUsersApi();
      const { data } = await contentOf(send(new Api(configuration)), http, (user) => user);
      return read(data);
    });

  return {
    /** Lists the names of active, invited and deactivated users and of service accounts. Stops at the maximum number of pages. */
    async listNames(deadline: Deadline): Promise<UserNames> {
      const names = new Map<string, string | null>();
      const halfMs = deadline.timeLeftMs() / 2;
      for (let pageNumber = 0; pageNumber < maxUserPages; pageNumber += 1) {
        const page = await callUsers(
          listUsersCall(sourceId),
          deadline,
          (api) => api.listUsers({ pageSize: usersPerPage, pageNumber }),
          usersOf,
        );
        for (const user of page) {
          const id = informational(requireString, user?.id);
          if (id !== null) names.set(id, nameOf(user));
        }
        // A slow list must not use up the time. The other users are then read one by one.
        if (page.length < usersPerPage || deadline.timeLeftMs() < halfMs) break;
      }
      return names;
    },

    /** Returns the name of a user; null if there is no such user. */
    async readName(userId: string, deadline: Deadline): Promise<string | null> {
      try {
        return await callUsers(
          getUserCall(sourceId, userId),
          deadline,
          (api) => api.getUser({ userId }),
          (data) => nameOf(data as RawUser),
        );
      } catch (error) {
        if (isUnknownUser(error)) return null;
        throw error;
      }
    },

    /** Returns the failure for a caller whose deadline passes while a shared call continues. */
    timeoutError: (): GatewayError => upstream.timeoutError(listUsersCall(sourceId)),
  };
}

function usersOf(data: unknown): readonly RawUser[] {
  if (!Array.isArray(data)) throw new MalformedResponseError("data is not a list");
  return data;
}

function nameOf(user: RawUser): string | null {
  return informational(requireString, user?.attributes?.name)?.trim() || null;
}

/** Whether Datadog has no such user, or rejects the id. */
function isUnknownUser(error: unknown): boolean {
  return (
    error instanceof GatewayError &&
    (error.failure.kind === "NotFoundError" || error.failure.kind === "ValidationError")
  );
}
