/** By which a client says that it knows GraphQL over HTTP, and that a status of its own makes an answer no less of one. */
const graphqlMediaType = "application/graphql-response+json";

export function acceptsGraphqlResponse(accept: string | undefined): boolean {
  return accept?.includes(graphqlMediaType) === true;
}

/** Of an answer that is not Apollo Server's. */
export function mediaTypeFor(accept: string | undefined): string {
  return `${acceptsGraphqlResponse(accept) ? graphqlMediaType : "application/json"}; charset=utf-8`;
}
