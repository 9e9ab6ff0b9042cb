/** A client that accepts this type supports GraphQL over HTTP, including responses with a status other than 200. */
const graphqlMediaType = "application/graphql-response+json";

export function acceptsGraphqlResponse(accept: string | undefined): boolean {
  return accept?.includes(graphqlMediaType) === true;
}

/** Returns the media type of a response that Apollo Server does not write. */
export function mediaTypeFor(accept: string | undefined): string {
  return `${acceptsGraphqlResponse(accept) ? graphqlMediaType : "application/json"}; charset=utf-8`;
}
