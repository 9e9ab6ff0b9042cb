import type { FastifyInstance, FastifyRequest } from "fastify";
import { flowOf } from "../../domain/caller.js";
import type { Reservation } from "../../scheduling/memory-budget.js";
import { createMemoryBudget } from "../../scheduling/memory-budget.js";
import {
  bytesPerJsonValue,
  bytesPerRequest,
  maxJsonValues,
  minBodiesInMemory,
  minRequestMemoryBytes,
} from "./constants.js";
import { HttpError } from "./http-error.js";
import { whenClosed } from "./when-closed.js";

declare module "fastify" {
  interface FastifyRequest {
    /** The memory that the request may use until its response is sent; null before its body is read. */
    memory: Reservation | null;
  }
}

const [comma, openingBracket, openingBrace] = [",", "[", "{"].map((character) => character.charCodeAt(0));

/**
 * Limits the memory of all requests in progress, of which each caller gets a share. Refuses a request that has no place before its
 * body is read or parsed. Probes always have a place.
 */
export function limitRequestMemory(
  app: FastifyInstance,
  { maxBodyBytes, probes }: { readonly maxBodyBytes: number; readonly probes: readonly string[] },
): void {
  const budget = createMemoryBudget(Math.max(minRequestMemoryBytes, minBodiesInMemory * maxBodyBytes));
  app.decorateRequest("memory", null);
  app.addHook("preParsing", (request, reply, payload, done) => {
    if (probes.includes(request.url)) return done(null, payload);
    const viewer = request.authenticatedCaller?.viewer ?? null;
    const flow = flowOf({ viewer, address: request.ip });
    const memory = budget.reserve(flow, bytesPerRequest + expectedBytes(request, maxBodyBytes));
    if (memory === null) return done(noMemory());
    request.memory = memory;
    whenClosed(reply.raw, memory.release);
    done(null, payload);
  });
}

/** Reserves the memory that a body of JSON takes when it is parsed. Throws HttpError if it is not available, or if the body has too many values. */
export function reserveParsedBody({ memory }: FastifyRequest, text: string): void {
  const values = countValues(text);
  if (values > maxJsonValues) throw tooManyValues();
  if (memory?.resize(bytesPerRequest + 2 * text.length + values * bytesPerJsonValue) === false)
    throw noMemory();
}

/** Returns the bytes that a body will take; those of the largest if its length is unknown, 0 if it will be rejected. */
function expectedBytes({ headers }: FastifyRequest, maxBodyBytes: number): number {
  const length =
    headers["transfer-encoding"] === undefined ? Number(headers["content-length"] ?? 0) : maxBodyBytes;
  return length <= maxBodyBytes ? 2 * length : 0;
}

/** Returns at least the number of values in a JSON text. */
function countValues(text: string): number {
  let count = 1;
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index);
    if (character === comma || character === openingBracket || character === openingBrace) count += 1;
  }
  return count;
}

function tooManyValues(): HttpError {
  return new HttpError(
    413,
    "BAD_REQUEST",
    `The request body has more than ${maxJsonValues} values (commas and opening brackets). Send several smaller requests.`,
  );
}

export function noMemory(): HttpError {
  return new HttpError(
    503,
    // Not UNAVAILABLE: an alert uses that code for tokens that cannot be checked.
    "DEADLINE_EXCEEDED",
    "The gateway has no memory for this request: too many, or too large ones, of this caller or of all are in progress. Nothing was done. Retry later.",
    { "retry-after": "1" },
  );
}
