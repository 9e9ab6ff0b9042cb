import { UserManager, WebStorageStateStore } from "oidc-client-ts";
import type { OidcSettings } from "./settings";

/** An identity provider at which users sign in by OpenID Connect: authorization code with PKCE. */
export interface IdentityProvider {
  /** Finishes a sign-in that has returned to the page, or continues an earlier one. Returns the token; null without one. */
  readonly resume: () => Promise<string | null>;
  /** Leaves the page for the identity provider, which returns to the same address. */
  readonly signInHere: () => Promise<void>;
  /** Signs in in a popup, so that the page keeps its state. Returns the token. */
  readonly signInBeside: () => Promise<string>;
  /** Gets another token without the user. Returns null if the provider issued no refresh token. */
  readonly renew: () => Promise<string | null>;
  /** Calls back with each token that was renewed before its expiry. */
  readonly onRenewed: (listener: (token: string) => void) => void;
  readonly forget: () => Promise<void>;
}

/** Where the user was before the sign-in replaced the page. */
const addressKey = "maintenance-dashboard.address";

const requestTimeoutInSeconds = 10;

export async function openIdentityProvider(settings: OidcSettings): Promise<IdentityProvider> {
  // This tab only, and no longer than the tab.
  const stateStore = new WebStorageStateStore({ store: sessionStorage });
  const manager = new UserManager({
    authority: settings.issuer,
    client_id: settings.clientId,
    scope: settings.scope,
    redirect_uri: new URL(import.meta.env.BASE_URL, location.href).href,
    userStore: new WebStorageStateStore({ store: sessionStorage }),
    stateStore,
    // It would open a hidden frame without a refresh token, which browsers block.
    automaticSilentRenew: false,
    requestTimeoutInSeconds,
  });
  let renewal: Promise<string | null> | null = null;

  async function fetchToken(): Promise<string | null> {
    const user = await manager.getUser();
    if (!user?.refresh_token) return null;
    return (await manager.signinSilent())?.access_token ?? null;
  }

  /** Only once at a time: providers accept a refresh token only once. */
  function renew(): Promise<string | null> {
    renewal ??= fetchToken().finally(() => {
      renewal = null;
    });
    return renewal;
  }

  /** Finishes the sign-in in the address of the page, and restores the address from before it. */
  async function finish(): Promise<string> {
    const answer = location.href;
    history.replaceState(null, "", sessionStorage.getItem(addressKey) ?? location.pathname);
    sessionStorage.removeItem(addressKey);
    return (await manager.signinRedirectCallback(answer)).access_token;
  }

  return {
    async resume() {
      const { code, error, state } = Object.fromEntries(new URLSearchParams(location.search));
      if (state !== undefined && (code ?? error) !== undefined) {
        if (await stateStore.get(state)) return finish();
        // This is the popup of a page. It closes.
        if (window.opener !== null) {
          await manager.signinPopupCallback();
          return new Promise(() => {});
        }
      }
      const user = await manager.getUser();
      if (!user?.expired) return user?.access_token ?? null;
      return renew().catch(() => user.access_token);
    },
    async signInHere() {
      const { pathname, search, hash } = location;
      sessionStorage.setItem(addressKey, pathname + search + hash);
      await manager.signinRedirect();
    },
    signInBeside: async () => (await manager.signinPopup()).access_token,
    renew,
    onRenewed(listener) {
      // After a failure, the gateway rejects the token when it expires, and the page tries again.
      const renewSoon = () =>
        void renew().then(
          (token) => token !== null && listener(token),
          () => {},
        );
      manager.events.addAccessTokenExpiring(renewSoon);
    },
    async forget() {
      // A renewal that is under way would store another token.
      await renewal?.catch(() => {});
      await manager.removeUser();
    },
  };
}
