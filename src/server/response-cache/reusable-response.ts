import type { ApolloServerPlugin } from "@apollo/server";
import type { Context } from "../../context.js";
import { loggedName } from "../telemetry/operation-log.js";

/** Marks the response to a query that succeeded, and whose basis is known, as one that may be sent again. */
export const reusableResponse: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ operation, operationName, contextValue, metrics }) {
        const { isComplete } = contextValue.request;
        // A request that registers a persisted query must do so again.
        if (!isComplete || operation?.operation !== "query" || metrics.persistedQueryRegister) return;
        const basis = contextValue.basis.whole();
        if (basis !== null)
          contextValue.request.reusable = { basis, operationName: loggedName(operationName) };
      },
    };
  },
};
