/** A provider's response to a write. `requestId` is the provider's id for the request; null if it returned none. */
export interface WriteResponse<Value> {
  readonly value: Value;
  readonly requestId: string | null;
}
