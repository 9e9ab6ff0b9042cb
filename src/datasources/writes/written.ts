/** What a provider made of a write, and its own id of the request; null where it gave none. */
export interface Written<Value> {
  readonly value: Value;
  readonly requestId: string | null;
}
