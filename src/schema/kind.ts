/** How an interface or union knows the type of a value: by the name that every domain object carries. */
export function kindOf(value: { readonly kind: string }): string {
  return value.kind;
}
