/** What a provider answered to a write, and its own id of the request; null if it gave none. */
export interface WriteResponse<Value> {
  readonly value: Value;
  readonly requestId: string | null;
}
