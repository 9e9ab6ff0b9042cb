import * as v from "valibot";

const rule = "must be a URL such as https://host:port, with no name or password in it.";

/** Where an API is, in place of the provider's own address. */
export const endpointSchema = v.pipe(v.string(), v.url(rule), v.regex(/^https?:\/\/[^@]+$/, rule));
