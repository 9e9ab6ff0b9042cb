import * as v from "valibot";

/** An object with these members and no others; each other one is a fault of its own. */
export function settingsObject<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.objectWithRest(entries, v.never());
}

/** Says to who writes a file what a member means; editors show it. */
export function withDescription<Schema extends v.GenericSchema>(meaning: string, schema: Schema) {
  return v.pipe(schema, v.description(meaning));
}

/** A number without a fraction, as files have it. */
export function wholeNumber(minimum: number, maximum: number) {
  const rule = `must be a whole number from ${minimum} to ${maximum}.`;
  return v.pipe(v.number(rule), v.integer(rule), v.minValue(minimum, rule), v.maxValue(maximum, rule));
}

/** As `wholeNumber`, of a text, as environments have it. */
export function wholeNumberText(minimum: number, maximum: number, fallback: number) {
  const rule = `must be a whole number from ${minimum} to ${maximum}.`;
  return v.pipe(
    v.optional(v.string(), String(fallback)),
    v.regex(/^[0-9]+$/, rule),
    v.transform(Number),
    v.minValue(minimum, rule),
    v.maxValue(maximum, rule),
  );
}

/** Texts with commas between, as environments have them; each once. */
export const textList = v.pipe(
  v.optional(v.string(), ""),
  v.transform((text): readonly string[] => {
    const items = text.split(",").map((item) => item.trim());
    return [...new Set(items.filter((item) => item !== ""))];
  }),
);

const endpointRule = "must be a URL such as https://host:port, with no name or password in it.";

/** The address of an API that replaces the provider's own. */
export const endpointUrl = v.pipe(
  v.string(),
  v.url(endpointRule),
  v.regex(/^https?:\/\/[^@]+$/, endpointRule),
);
