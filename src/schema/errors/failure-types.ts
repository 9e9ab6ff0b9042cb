import { AccessError } from "./access-error.js";
import { ConflictError } from "./conflict-error.js";
import { NotFoundError } from "./not-found-error.js";
import { ThrottledError } from "./throttled-error.js";
import { UnsupportedOperationError } from "./unsupported-operation-error.js";
import { UpstreamError } from "./upstream-error.js";
import { ValidationError } from "./validation-error.js";

/** All expected failures of a write. Each result union includes them. */
export const failureTypes = [
  ValidationError,
  NotFoundError,
  ConflictError,
  UnsupportedOperationError,
  AccessError,
  ThrottledError,
  UpstreamError,
] as const;
