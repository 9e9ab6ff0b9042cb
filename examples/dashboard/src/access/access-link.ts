import { ApolloLink } from "@apollo/client";
import { OperationTypeNode } from "graphql";
import { tap } from "rxjs";
import { isUnauthenticated } from "../failure-codes";
import type { Session } from "./session";
import { messageOf } from "./session";

/** What the sender of an operation can add to its context. */
export interface AccessContext {
  /** A token to try, instead of the session's. */
  readonly tokenToTry?: string;
}

/** Creates a link that sends the session's token, and reports to the session whether the gateway accepts it. */
export function createAccessLink(session: Session): ApolloLink {
  return new ApolloLink((operation, forward) => {
    const { tokenToTry } = operation.getContext() as AccessContext;
    const token = tokenToTry ?? session.access().token;
    const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
    operation.setContext(({ headers }) => ({ headers: { ...headers, ...authorization } }));
    const answers = forward(operation);
    // After a stream is rejected, the page queries again.
    if (tokenToTry !== undefined || operation.operationType === OperationTypeNode.SUBSCRIPTION)
      return answers;
    const isChange = operation.operationType === OperationTypeNode.MUTATION;
    return answers.pipe(
      tap({
        next({ errors }) {
          const refusal = errors?.find(({ extensions }) => extensions?.code === "UNAUTHENTICATED");
          if (refusal === undefined) session.accepted(token);
          else session.rejected(token, refusal.message, isChange);
        },
        error(error) {
          if (isUnauthenticated(error)) session.rejected(token, messageOf(error), isChange);
        },
      }),
    );
  });
}
