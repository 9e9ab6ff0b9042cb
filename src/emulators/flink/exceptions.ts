import { randomUUID } from "node:crypto";
import type { EmulatedResponse } from "../service.js";

/** Status codes of AWS exceptions, if not 400. */
const statuses: Readonly<Record<string, number>> = {
  InternalFailure: 500,
  ServiceUnavailable: 503,
  ServiceUnavailableException: 503,
  UnknownOperationException: 404,
  TooManyRequestsException: 429,
};

/** Thrown if an operation fails with an AWS exception. */
export class AwsException extends Error {
  constructor(
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

export function jsonResponse(body: unknown, status = 200): EmulatedResponse {
  return {
    status,
    headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": randomUUID() },
    body: JSON.stringify(body),
  };
}

export function exceptionResponse(type: string, message: string, status?: number): EmulatedResponse {
  return jsonResponse({ __type: type, message }, status ?? statuses[type] ?? 400);
}
