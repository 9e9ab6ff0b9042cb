/** What a provider answered to a write, and its own id of the request; null if it gave none. */
export interface WriteAnswer<Value> {
  readonly value: Value;
  readonly requestId: string | null;
}
