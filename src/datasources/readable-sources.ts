import type { RequestScope } from "./provider.js";

/** A source as its provider knows it, with its client. */
interface ConnectedSource {
  readonly client: { readonly source: { readonly id: string } };
}

/** The sources that the request's caller may read. For it there are no others. */
export function readable<Source extends ConnectedSource>(
  sources: readonly Source[],
  { permissions }: RequestScope,
): readonly Source[] {
  return sources.filter(({ client }) => permissions.mayRead(client.source.id));
}
