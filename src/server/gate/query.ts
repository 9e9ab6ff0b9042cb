import * as v from "valibot";
import { providerNames } from "../../datasources/registry.js";
import type { Duration } from "../../domain/time/durations.js";
import { parseDuration } from "../../domain/time/durations.js";
import { defaultCountedCertainties } from "../../domain/verdict/constants.js";
import type { VerdictQuestion } from "../../domain/verdict/verdict-plan.js";
import { certainties } from "../../domain/windows/certainty.js";
import type { QueryString } from "../http/query-parameters.js";
import { choiceParameter, listParameter, readParameters, searchParameter } from "../http/query-parameters.js";

/** Parses a query string. Throws HttpError. Sources and applications are not checked: an unknown one makes the verdict UNKNOWN. */
export function readGateQuery(given: QueryString): VerdictQuestion {
  const { source, provider, application, search, certainty, lasting, maxAge } = readParameters(
    schema,
    given,
    "gate",
  );
  return {
    at: null,
    filter: { sources: source, providers: provider, applications: application, search },
    countedCertainties: certainty ?? defaultCountedCertainties,
    lasting: lasting ?? null,
    maxAge: maxAge ?? null,
  };
}

const durationRule =
  "must be a single duration: days, hours, minutes and seconds such as 45m or 1h30m, or ISO 8601 such as PT45M";

const durationParameter = v.pipe(
  v.string(durationRule),
  v.transform(durationOf),
  v.check((duration): duration is Duration => duration !== null, durationRule),
  v.transform((duration) => duration as Duration),
);

const schema = v.object({
  source: v.optional(listParameter()),
  provider: v.optional(choiceParameter(providerNames, (text) => text.toUpperCase())),
  application: v.optional(listParameter()),
  search: v.optional(searchParameter),
  certainty: v.optional(choiceParameter(certainties, (text) => text.toUpperCase())),
  lasting: v.optional(durationParameter),
  maxAge: v.optional(durationParameter),
});

const shortDurationPattern = /^(?=[0-9])(?:[0-9]{1,6}d)?(?:[0-9]{1,6}h)?(?:[0-9]{1,6}m)?(?:[0-9]{1,6}s)?$/;

/** Parses `1d2h3m4s`, of which any part can be omitted, or ISO 8601; null for any other text. */
function durationOf(text: string): Duration | null {
  if (!shortDurationPattern.test(text)) return parseDuration(text);
  const [days = "", time = text] = text.includes("d") ? text.split("d") : [];
  const date = days === "" ? "" : `${days}D`;
  return parseDuration(`P${date}${time === "" ? "" : `T${time.toUpperCase()}`}`);
}
