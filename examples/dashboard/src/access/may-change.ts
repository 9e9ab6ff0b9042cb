import type { SourceStateFragment } from "../graphql/graphql";

/** Whether the user can create windows. The gateway answers for this user's scopes. */
export function mayCreate(sources: readonly SourceStateFragment[]): boolean {
  return sources.some(({ source }) => source.capabilities.create);
}
