import * as v from "valibot";
import { providerNames } from "../../datasources/registry.js";
import { maxSearchLength, maxSearchTerms } from "../../domain/lists/constants.js";
import { searchedTerms } from "../../domain/lists/search-text.js";
import { hasFixedLength, parseDuration } from "../../domain/time/durations.js";
import { isTimeZone } from "../../domain/time/wall-clock.js";
import { certainties } from "../../domain/windows/certainty.js";
import { closestName, suggestion } from "../../settings/closest-name.js";
import { fileName, settingsObject, variableName, withDescription } from "../../settings/value-schemas.js";
import { notificationTypes } from "../notification-type.js";
import { maxSinks, opensSoonRangeMs } from "./constants.js";

/** A list of some of these names. An unknown name is an error of its own, with the name that was probably meant. */
function someOf<const Name extends string>(names: readonly Name[]) {
  const one = v.picklist(names, ({ input }) => {
    const meant = typeof input === "string" ? closestName(input, names) : null;
    return `must be one of ${names.join(", ")}.${suggestion(meant)}`;
  });
  return v.pipe(
    v.array(one, "must be a list."),
    v.minLength(1, "is empty. List at least one, or remove it."),
  );
}

const durationRule = "must be a duration from PT1M to P7D, such as PT15M.";

const leadTime = v.pipe(
  v.string(durationRule),
  v.check((text) => {
    const ms = leadTimeMs(text);
    return ms !== null && ms >= opensSoonRangeMs[0] && ms <= opensSoonRangeMs[1];
  }, durationRule),
);

/** Returns the length of a duration in milliseconds; null if the text is not a duration of a fixed length. */
export function leadTimeMs(text: string): number | null {
  const duration = parseDuration(text);
  return duration !== null && hasFixedLength(duration)
    ? duration.total({ unit: "milliseconds", relativeTo: "2026-01-01T00:00[UTC]" })
    : null;
}

const searchRule = `must have at most ${maxSearchLength} characters and ${maxSearchTerms} different words and phrases.`;

const filter = settingsObject({
  providers: v.optional(
    withDescription("Only windows and sources of these providers.", someOf(providerNames)),
  ),
  sources: v.optional(
    withDescription(
      "Only these sources, by their ids, and their windows.",
      v.pipe(
        v.array(v.string(), "must be a list."),
        v.minLength(1, "is empty. List at least one, or remove it."),
      ),
    ),
  ),
  certainties: v.optional(
    withDescription("Only windows with one of these certainties.", someOf(certainties)),
    ["UNDERWAY", "DECLARED"],
  ),
  search: v.optional(
    withDescription(
      "Only windows whose texts contain all these words, and phrases in double quotes.",
      v.pipe(
        v.string(),
        v.check((text) => text.length <= maxSearchLength, searchRule),
        v.check((text) => searchedTerms(text).length <= maxSearchTerms, searchRule),
      ),
    ),
  ),
});

/** Settings of every sink. The URL and the secret are checked where they are read. */
const sinkEntries = {
  name: withDescription(
    "The unique name of the sink in logs and metrics.",
    v.pipe(
      v.string(),
      v.regex(/^[A-Za-z0-9._-]{1,64}$/, "must be 1 to 64 letters, digits, dots, hyphens and underscores."),
    ),
  ),
  url: v.optional(withDescription("The URL to which notifications are sent.", v.string())),
  urlFile: v.optional(withDescription("A file that holds the URL. Use it instead of url.", fileName)),
  urlVariable: v.optional(
    withDescription("The variable that holds the URL. Use it instead of url.", variableName("URL")),
  ),
  events: v.optional(
    withDescription(
      "What the sink is notified of. By default, OPENED, CLOSED, UNDERWAY_STARTED and UNDERWAY_ENDED, and with opensSoon also OPENS_SOON.",
      someOf(notificationTypes),
    ),
  ),
  opensSoon: v.optional(
    withDescription("How long before a window opens OPENS_SOON is sent; PT15M by default.", leadTime),
  ),
  filter: v.optional(filter, {}),
  allowPrivateAddresses: v.optional(
    withDescription(
      "Whether the URL can lead to a private address, and can have no TLS.",
      v.boolean("must be true or false."),
    ),
    false,
  ),
};

const dashboardRule = "must be a URL such as https://maintenance.example.com/.";

export const slackSchema = settingsObject({
  type: withDescription("The kind of sink: a Slack incoming webhook.", v.literal("slack")),
  ...sinkEntries,
  timeZone: v.optional(
    withDescription(
      "The IANA time zone of the times in messages.",
      v.pipe(v.string(), v.check(isTimeZone, "must be an IANA time zone, such as Europe/Berlin.")),
    ),
    "UTC",
  ),
  dashboardUrl: v.optional(
    withDescription(
      "A page that each message links to.",
      v.pipe(
        v.string(),
        v.regex(/^https?:\/\//i, dashboardRule),
        v.check((text) => URL.canParse(text), dashboardRule),
      ),
    ),
  ),
});

export const webhookSchema = settingsObject({
  type: withDescription("The kind of sink: a receiver of Standard Webhooks.", v.literal("webhook")),
  ...sinkEntries,
  secretFile: v.optional(
    withDescription("A file that holds the secret, whsec_ and a Base64 text.", fileName),
  ),
  secretVariable: v.optional(
    withDescription(
      "The variable that holds the secret. Use it instead of secretFile.",
      variableName("secret"),
    ),
  ),
});

/** The settings of a sink whose type is unknown. */
export const anySinkSchema = v.object(sinkEntries);

/** Returns the schema of the list of sinks in a configuration file (`GATEWAY_CONFIG`). */
export function sinkListSchema() {
  return v.pipe(
    v.array(v.variant("type", [slackSchema, webhookSchema])),
    v.minLength(1),
    v.maxLength(maxSinks),
  );
}
