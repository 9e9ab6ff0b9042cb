import type { GraphQLResponse } from "@apollo/server";

/** Whether a response is data without errors. */
export function isCompleteData({ body }: Pick<GraphQLResponse, "body">): boolean {
  return body.kind === "single" && body.singleResult.errors === undefined;
}
