import type { Session } from "./session";
import { createSession } from "./session";
import { oidcSettings } from "./settings";

/** Creates the session of this tab. The code for OpenID Connect is loaded only if it is configured. */
export function openSession(): Session {
  const settings = oidcSettings(import.meta.env);
  if (settings === null) return createSession(sessionStorage, null);
  return createSession(sessionStorage, async () => {
    const { openIdentityProvider } = await import("./identity-provider");
    return openIdentityProvider(settings);
  });
}
