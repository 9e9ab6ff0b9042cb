import type { ApolloServerPlugin } from "@apollo/server";
import type { FastifyRequest } from "fastify";
import type { Context } from "../../context.js";
import { groupUpstreamCalls } from "../../upstream/trace-context.js";
import { measuredOperationOf, sizeOf } from "../limits/operation-limits.js";
import type { LimitedSize } from "../limits/refuse-operation.js";
import { limitedSizesOf } from "../limits/refuse-operation.js";
import type { Limits } from "../limits/settings.js";

const header = "maintenance-explain";

/** Whether the client sends `maintenance-explain: true`. */
export const requestsExplanation = ({ headers }: Pick<FastifyRequest, "headers">): boolean =>
  headers[header] === "true";

/**
 * Adds what an operation cost to the response's `extensions`, if the client requests that: its size with the limits, and the
 * upstream attempts that it made. Attempts of a read that another operation began count there. Not for production: attempts show
 * whether others have used a source, and the requests bypass the response cache.
 */
export const explanation = (limits: Limits, sourceCount: () => number): ApolloServerPlugin<Context> => ({
  async requestDidStart({ request: { http }, contextValue }) {
    if (http?.headers.get(header) !== "true") return;
    contextValue.basis.neverCache();
    const upstreamCalls = groupUpstreamCalls();
    /** Null if the operation is invalid. */
    let sizes: readonly LimitedSize[] | null = null;
    return {
      // Runs also if the operation exceeds a limit, because Apollo Server starts the hooks of all plug-ins at once.
      async didResolveOperation(context) {
        const measured = measuredOperationOf(context, sourceCount());
        if (measured !== null) sizes = limitedSizesOf(sizeOf(measured), limits);
      },

      async willSendResponse({ response }) {
        response.http.headers.set("cache-control", "no-store");
        if (response.body.kind !== "single") return;
        const { singleResult } = response.body;
        const shown = { limits: sizes, upstreamCalls };
        singleResult.extensions = { ...singleResult.extensions, explanation: shown };
      },
    };
  },
});
