import type { FastifyRequest } from "fastify";
import type { Caller } from "../../context.js";

/** What programs call themselves, as far as it may stand in a log. */
const clientPattern = /^[\x20-\x7E]{1,128}$/;

/** What the calling program says of itself, and where it calls from. */
export function clientOf({ headers, ip }: FastifyRequest): Omit<Caller, "viewer"> {
  const named = (header: string) => {
    const value = headers[header];
    return typeof value === "string" && clientPattern.test(value) ? value : null;
  };
  return {
    clientName: named("apollographql-client-name"),
    clientVersion: named("apollographql-client-version"),
    address: ip,
  };
}
