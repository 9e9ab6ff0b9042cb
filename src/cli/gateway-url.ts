import { UsageError } from "./usage-error.js";

const example = "https://maintenance.example.com";

/** Reads the base URL of a gateway, which can have a path before the gateway's own. The result ends with a slash. */
export function readGatewayUrl(text: string, origin: "--url" | "GATEWAY_URL"): URL {
  // A URL that cannot be read may contain a password, so no message repeats the text.
  if (!URL.canParse(text.trim()))
    throw new UsageError(
      `${origin} is not a URL. It must be the base URL of the gateway, such as ${example}.`,
    );
  const url = new URL(text.trim());
  if (url.username !== "" || url.password !== "")
    throw new UsageError(
      `${origin} contains a user name or password. Remove it, and pass a token with --token-file or GATEWAY_TOKEN.`,
    );
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new UsageError(`${origin} must begin with http:// or https://, as in ${example}.`);
  if (url.search !== "" || url.hash !== "")
    throw new UsageError(`${origin} must be a base URL, without "?" and "#". Use options to select windows.`);
  const [ending] = /\/(?:graphql|gate)\/?$/.exec(url.pathname) ?? [];
  if (ending !== undefined)
    throw new UsageError(`${origin} must be the base URL of the gateway. Remove "${ending}" at its end.`);
  url.pathname = url.pathname.replace(/\/*$/, "/");
  return url;
}

const loopback = /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Whether the URL leads to this machine. */
export function isLoopback({ hostname }: URL): boolean {
  return loopback.test(hostname);
}
