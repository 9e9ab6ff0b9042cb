import type { inferParserType } from "nuqs";
import {
  createParser,
  parseAsArrayOf,
  parseAsNumberLiteral,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from "nuqs";
import { checkablePeriod } from "./periods";
import { isPlainDate } from "./time";
import { knownTimeZone } from "./time-zones";

/** Text that must satisfy a condition. Other text in the address counts as absent. */
const textThat = (isValid: (text: string) => boolean) =>
  createParser({ parse: (text) => (isValid(text) ? text : null), serialize: (text: string) => text });

/** The state of the page that a link to it contains. The selected windows are in the fragment of the address (selection.ts). */
const parameters = {
  search: parseAsString.withDefault(""),
  provider: parseAsStringLiteral(["AWS_FLINK", "DATADOG"]),
  source: parseAsArrayOf(parseAsString).withDefault([]),
  status: parseAsStringLiteral(["CURRENT", "ACTIVE", "SCHEDULED", "ENDED", "ALL"]).withDefault("CURRENT"),
  /** Period that the verdict covers, e.g. `PT45M`. Null for now. */
  lasting: createParser({ parse: checkablePeriod, serialize: (period: string) => period }),
  /** Time zone of all times on the page. Null for the viewer's own. */
  zone: createParser({ parse: knownTimeZone, serialize: (zone: string) => zone }),
  /** Start times of the daily hours whose applications are shown. */
  hours: parseAsArrayOf(parseAsString).withDefault([]),
  view: parseAsStringLiteral(["list", "timeline"]).withDefault("list"),
  /** First day of the timeline, as a date in the zone. Null for today. */
  day: textThat(isPlainDate),
  days: parseAsNumberLiteral([1, 7, 30]).withDefault(7),
  /** Id of the window whose details are open. */
  window: parseAsString,
};

export type Address = inferParserType<typeof parameters>;

const options = { clearOnDefault: true };

/** Reads and changes the state in the address. Opening a window or a view adds an entry to the browser's history. */
export function useAddress() {
  return useQueryStates(parameters, options);
}
