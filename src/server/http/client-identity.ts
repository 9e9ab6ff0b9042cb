import type { FastifyRequest } from "fastify";
import type { Caller } from "../../domain/caller.js";

/** Client names and versions that are safe to log. */
const clientPattern = /^[\x20-\x7E]{1,128}$/;

/** Reads the name and version that the client sends, and the address of its connection. */
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
