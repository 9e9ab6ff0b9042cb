/** An EventBridge pattern, as far as the documentation uses them: values, `exists`, and nested members. */
export interface EventPattern {
  readonly [member: string]: EventPattern | readonly (string | { readonly exists: boolean })[];
}

/** Whether an event matches a pattern: every member of the pattern must allow the event's. */
export function matchesPattern(pattern: EventPattern, event: unknown): boolean {
  return Object.entries(pattern).every(([member, allowed]) => {
    const value = (event as Readonly<Record<string, unknown>> | undefined)?.[member];
    if (!isList(allowed)) return matchesPattern(allowed, value);
    return allowed.some((one) =>
      typeof one === "string" ? one === value : one.exists === (value !== undefined),
    );
  });
}

function isList(
  allowed: EventPattern[string],
): allowed is readonly (string | { readonly exists: boolean })[] {
  return Array.isArray(allowed);
}
