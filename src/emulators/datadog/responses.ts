import type { EmulatedResponse } from "../service.js";

const jsonApi = "application/vnd.api+json";

export function resourceResponse(status: number, data: unknown): EmulatedResponse {
  return { status, headers: { "content-type": jsonApi }, body: JSON.stringify({ data }) };
}

/** Returns a response of the Users API, which has another media type than Case Management. */
export function usersResponse(body: unknown): EmulatedResponse {
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

export const noContent: EmulatedResponse = { status: 204, headers: {}, body: "" };

/** Returns an error in Case Management's format: a list of objects. */
export function jsonApiError(
  status: number,
  error: Readonly<Partial<Record<"status" | "code" | "title" | "detail", string>>>,
): EmulatedResponse {
  return { status, headers: { "content-type": jsonApi }, body: JSON.stringify({ errors: [error] }) };
}

/** Returns an error in the format of Datadog's edge, which is in front of Case Management: a list of strings. */
export function textError(status: number, text: string): EmulatedResponse {
  return {
    status,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ errors: [text] }),
  };
}

export const notFound = jsonApiError(404, {
  code: "resource_not_found",
  title: "maintenance window not found",
});

export function badRequest(detail?: string): EmulatedResponse {
  return jsonApiError(400, {
    status: "400",
    title: "Bad Request",
    ...(detail === undefined ? {} : { detail }),
  });
}

/** Returns the usual response for a status. */
export function statusResponse(status: number): EmulatedResponse {
  if (status === 400) return badRequest();
  if (status === 404) return notFound;
  return textError(status, texts[status] ?? "Error");
}

const texts: Readonly<Record<number, string>> = {
  401: "Unauthorized",
  403: "Forbidden",
  409: "Conflict",
  429: "Too many requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};
