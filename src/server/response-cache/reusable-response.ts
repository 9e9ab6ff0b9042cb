import type { ApolloServerPlugin } from "@apollo/server";
import type { Context } from "../../context.js";
import { loggedName } from "../telemetry/operation-log.js";

/** Marks the response to a query that succeeded, and whose basis is known, as one that may be sent again. */
export const reusableResponse: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response, operation, operationName, contextValue, metrics }) {
        const isWhole = response.body.kind === "single" && response.body.singleResult.errors === undefined;
        // A request that registers a persisted query must do so again.
        if (!isWhole || operation?.operation !== "query" || metrics.persistedQueryRegister) return;
        const basis = contextValue.basis.whole();
        if (basis !== null)
          contextValue.request.reusable = { basis, operationName: loggedName(operationName) };
      },
    };
  },
};
