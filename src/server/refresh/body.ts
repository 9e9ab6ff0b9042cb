import * as v from "valibot";
import type { ChangedItem } from "../../datasources/provider.js";
import type { Connections } from "../../inventory/configured-sources.js";
import { HttpError } from "../http/http-error.js";

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(2048));

const schema = v.strictObject({ source: text, application: v.optional(text) });

/** What each field of the body must be. */
const rules: Readonly<Record<string, string>> = {
  source: "must be the id of a source",
  application: "must be the name or the ARN of an application, or be omitted",
};

/** The items that may have changed. */
export interface RefreshBody {
  readonly changes: readonly ChangedItem[];
  /** The error if no source can have them. */
  readonly refusal: HttpError;
}

/** Reads the body of a request. Throws HttpError. Calls no provider. */
export function readRefreshBody(
  body: unknown,
  { readNotice, sources }: Pick<Connections, "readNotice" | "sources">,
): RefreshBody {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw badRequest(
      'The body must be a JSON object such as {"source": "<source id>"}, or an event of a provider. Send it with the header content-type: application/json.',
    );
  }
  const notice = readNotice(body);
  if (notice === null) return { changes: [readItem(body, sources())], refusal: wrongItem() };
  if ("problem" in notice) throw badRequest(`\`${notice.path}\` of the event ${notice.problem}.`);
  const refusal = unknownSource("No source has the account and the region of the event");
  return { changes: notice.changes, refusal };
}

function readItem(body: object, sources: ReturnType<Connections["sources"]>): ChangedItem {
  const { success, output, issues } = v.safeParse(schema, body);
  if (!success) {
    const path = v.getDotPath(issues[0]) ?? "source";
    // A sender can name a field after a member of every object, such as constructor.
    const rule = Object.hasOwn(rules, path)
      ? rules[path]
      : "is not a field of the body, which has source and application";
    throw badRequest(`\`${path}\` ${rule}.`);
  }
  const { source: id, application = null } = output;
  const source = sources.find((known) => known.id === id);
  if (source === undefined) throw unknownSource("`source` is not the id of a source of this gateway");
  if (application !== null && !source.hasApplications) {
    throw badRequest(
      "`application` must be omitted, because the windows of this source belong to no application.",
    );
  }
  return { sourceId: id, item: application };
}

function wrongItem(): HttpError {
  const remedy = "Send its name, or its ARN in the account and region of the source";
  return badRequest(`\`application\` is not an application that the source can have. ${remedy}.`);
}

function badRequest(message: string): HttpError {
  return new HttpError(400, "BAD_REQUEST", message);
}

/** Names no source: the caller may not know them. */
function unknownSource(problem: string): HttpError {
  const remedy =
    "Compare it with the ids in the configuration of the gateway, and their accounts and regions";
  return new HttpError(404, "NOT_FOUND", `${problem}. ${remedy}.`);
}
