import type { ApolloServerPlugin } from "@apollo/server";
import { acceptsGraphqlResponse } from "./media-type.js";

/** Error codes that concern the operation, not the HTTP request around it. */
const operationCodes = [
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "BAD_USER_INPUT",
  "OPERATION_RESOLUTION_FAILURE",
  "OPERATION_LIMIT_EXCEEDED",
];

/**
 * Responds to an invalid operation with status 200 if the client accepts only `application/json`. Such a client cannot tell
 * whether another status comes from the gateway or from a proxy (GraphQL over HTTP, section 6.4.1).
 */
export const legacyStatus: ApolloServerPlugin = {
  async requestDidStart({ request: { http } }) {
    if (http === undefined || acceptsGraphqlResponse(http.headers.get("accept"))) return;
    return {
      async willSendResponse({ response, errors = [] }) {
        const codes = errors.map(({ extensions }) => String(extensions.code));
        const isAnswered = response.body.kind === "single" && response.body.singleResult.data !== undefined;
        if (isAnswered || codes.length === 0) return;
        if (codes.every((code) => operationCodes.includes(code))) response.http.status = 200;
      },
    };
  },
};
