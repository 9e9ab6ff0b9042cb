import type { ApolloServerPlugin } from "@apollo/server";
import type { Context } from "../../context.js";
import { isCompleteData } from "../http/complete-data.js";
import { loggedName } from "../telemetry/operation-log.js";

/** Marks complete data. Marks the response to a query whose basis is known as one that may be sent again. */
export const reusableResponse: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response, operation, operationName, contextValue, metrics }) {
        const isComplete = isCompleteData(response);
        contextValue.request.isComplete = isComplete;
        // A request that registers a persisted query must do so again.
        if (!isComplete || operation?.operation !== "query" || metrics.persistedQueryRegister) return;
        const basis = contextValue.basis.whole();
        if (basis !== null)
          contextValue.request.reusable = { basis, operationName: loggedName(operationName) };
      },
    };
  },
};
