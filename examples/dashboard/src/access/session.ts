import type { IdentityProvider } from "./identity-provider";

export interface Access {
  /**
   * `starting`: a sign-in is being finished. `open`: the page can be used. `closed`: the user must sign in first.
   * `interrupted`: the token was rejected in the middle of work, so the page keeps its state.
   */
  readonly step: "starting" | "open" | "closed" | "interrupted";
  /** Sent with each request; null without one, which some gateways do not need. */
  readonly token: string | null;
  /** Why the user must sign in, in the words of the gateway or the identity provider; null if there is nothing to add. */
  readonly reason: string | null;
  /** Counts the requests to sign in, so that a dialog the user has put off opens again when a change is rejected. */
  readonly requests: number;
}

export interface Session {
  readonly access: () => Access;
  readonly subscribe: (onChange: () => void) => () => void;
  /** Whether users can sign in at an identity provider. */
  readonly hasProvider: boolean;
  /** Opens the identity provider: in a popup if the user has work open, otherwise in the same tab. Rejects if that fails. */
  readonly signIn: () => Promise<void>;
  /** Continues with a token that the gateway has accepted. */
  readonly enterToken: (token: string) => void;
  /** Forgets the token. The caller clears the cached data. */
  readonly signOut: () => Promise<void>;
  /** Reports that the gateway accepted a request with this token. */
  readonly accepted: (token: string | null) => void;
  /** Reports that the gateway rejected this token. `isChange`: a change of the user waits for another one. */
  readonly rejected: (token: string | null, message: string, isChange: boolean) => void;
}

const tokenKey = "maintenance-dashboard.token";

/** Holds the user's token. `openProvider` returns the identity provider; null without one. */
export function createSession(
  store: Pick<Storage, "getItem" | "setItem" | "removeItem">,
  openProvider: (() => Promise<IdentityProvider>) | null,
): Session {
  const listeners = new Set<() => void>();
  let provider: IdentityProvider | null = null;
  /** Whether the page has data, which it keeps if the token is rejected. */
  let hasWorked = false;
  /** Whether the gateway has accepted this token. If it never did, renewing the token does not help. */
  let isProven = false;
  let access: Access = {
    step: openProvider === null ? "open" : "starting",
    token: store.getItem(tokenKey),
    reason: null,
    requests: 0,
  };

  function change(next: Partial<Access>): void {
    access = { ...access, ...next };
    for (const notify of listeners) notify();
  }

  function continueWith(token: string | null): void {
    isProven = false;
    change({ step: "open", token, reason: null });
  }

  function interrupt(reason: string | null): void {
    change({ step: hasWorked ? "interrupted" : "closed", reason, requests: access.requests + 1 });
  }

  async function start(open: () => Promise<IdentityProvider>): Promise<void> {
    try {
      provider = await open();
      provider.onRenewed((token) => {
        if (access.step !== "closed") continueWith(token);
      });
      const token = await provider.resume();
      if (token !== null) store.removeItem(tokenKey);
      change({ step: "open", token: token ?? access.token });
    } catch (error) {
      change({ step: "closed", reason: messageOf(error) });
    }
  }

  if (openProvider !== null) void start(openProvider);
  return {
    access: () => access,
    subscribe(onChange) {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
    hasProvider: openProvider !== null,

    async signIn() {
      provider ??= (await openProvider?.()) ?? null;
      if (provider === null) return;
      if (access.step !== "interrupted") return provider.signInHere();
      const token = await provider.signInBeside();
      store.removeItem(tokenKey);
      continueWith(token);
    },

    enterToken(token) {
      store.setItem(tokenKey, token);
      continueWith(token);
      // It would replace this token when it is renewed.
      void provider?.forget();
    },

    async signOut() {
      hasWorked = false;
      store.removeItem(tokenKey);
      change({ step: "closed", token: null, reason: "You have signed out." });
      await provider?.forget();
    },

    accepted(token) {
      if (token !== access.token) return;
      hasWorked = true;
      isProven = true;
      if (access.step === "interrupted") continueWith(token);
    },

    rejected(token, message, isChange) {
      // Another token has replaced it since.
      if (token !== access.token || access.step === "closed") return;
      if (access.step === "interrupted" && !isChange) return;
      const reason = token === null ? null : message;
      if (provider === null || !isProven) return interrupt(reason);
      void provider
        .renew()
        .catch(() => null)
        .then((renewed) => {
          if (token !== access.token) return;
          if (renewed === null) interrupt(reason);
          else continueWith(renewed);
        });
    },
  };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
