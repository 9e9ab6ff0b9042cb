import type { ApolloServerPlugin } from "@apollo/server";
import { acceptsGraphqlResponse } from "./media-type.js";

/** Of errors that are about an operation, and not about the request that holds it. */
const operationCodes = [
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "BAD_USER_INPUT",
  "OPERATION_RESOLUTION_FAILURE",
  "OPERATION_LIMIT_EXCEEDED",
];

/**
 * A client that takes `application/json` only is told of a wrong operation with 200: with other statuses it would take the
 * answer for a proxy's (GraphQL over HTTP, section 6.4.1).
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
