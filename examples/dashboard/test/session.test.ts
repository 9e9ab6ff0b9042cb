import { expect, test, vi } from "vitest";
import type { IdentityProvider } from "../src/access/identity-provider";
import { createSession } from "../src/access/session";
import { tokenIn } from "../src/access/token-in";

function createStore(token?: string) {
  const values = new Map(token === undefined ? [] : [["maintenance-dashboard.token", token]]);
  return {
    values,
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  };
}

/** An identity provider that has signed the user in with the token `first`. */
function createProvider(overrides: Partial<IdentityProvider> = {}) {
  return {
    resume: async () => "first",
    signInHere: vi.fn(async () => {}),
    signInBeside: vi.fn(async () => "beside"),
    renew: vi.fn(async () => null as string | null),
    onRenewed: () => {},
    forget: vi.fn(async () => {}),
    ...overrides,
  };
}

async function startWith(provider: IdentityProvider) {
  const session = createSession(createStore(), async () => provider);
  expect(session.access().step).toBe("starting");
  await vi.waitFor(() => expect(session.access().step).not.toBe("starting"));
  return session;
}

test("without a token the page is open, until the gateway requires one", () => {
  const session = createSession(createStore(), null);
  expect(session.access()).toMatchObject({ step: "open", token: null });
  session.rejected(null, "The request has no bearer token.", false);
  expect(session.access()).toMatchObject({ step: "closed", reason: null });
});

test("a token is kept in the store until the user signs out", async () => {
  const store = createStore();
  createSession(store, null).enterToken("good");
  const session = createSession(store, null);
  expect(session.access().token).toBe("good");
  await session.signOut();
  expect(session.access()).toMatchObject({ step: "closed", token: null });
  expect(store.values.size).toBe(0);
});

test("a token that worked interrupts the page when it is rejected, and another one closes it", () => {
  const worked = createSession(createStore("old"), null);
  worked.accepted("old");
  worked.rejected("old", "It has expired.", false);
  expect(worked.access()).toMatchObject({ step: "interrupted", reason: "It has expired.", requests: 1 });
  worked.enterToken("new");
  expect(worked.access()).toMatchObject({ step: "open", token: "new", reason: null });
  const never = createSession(createStore("old"), null);
  never.rejected("old", "It is wrong.", false);
  expect(never.access()).toMatchObject({ step: "closed", reason: "It is wrong." });
});

test("the user gets one request to sign in, and another for each rejected change", () => {
  const session = createSession(createStore("old"), null);
  session.accepted("old");
  for (const isChange of [false, false, true, false]) session.rejected("old", "No.", isChange);
  expect(session.access().requests).toBe(2);
});

test("answers to requests with an earlier token change nothing", () => {
  const session = createSession(createStore("old"), null);
  session.accepted("old");
  session.enterToken("new");
  session.rejected("old", "No.", true);
  expect(session.access()).toMatchObject({ step: "open", token: "new" });
});

test("a gateway that accepts the token again ends the interruption", () => {
  const session = createSession(createStore("same"), null);
  session.accepted("same");
  session.rejected("same", "No.", false);
  session.accepted("same");
  expect(session.access().step).toBe("open");
});

test("a rejected token is renewed without the user, but not one that never worked", async () => {
  const provider = createProvider({ renew: vi.fn(async () => "second") });
  const session = await startWith(provider);
  session.accepted("first");
  session.rejected("first", "No.", false);
  await vi.waitFor(() => expect(session.access()).toMatchObject({ step: "open", token: "second" }));
  session.rejected("second", "No.", false);
  expect(session.access()).toMatchObject({ step: "interrupted" });
  expect(provider.renew).toHaveBeenCalledTimes(1);
});

test("the user signs in in the same tab, or in a popup while work is open", async () => {
  const provider = createProvider();
  const session = await startWith(provider);
  session.accepted("first");
  session.rejected("first", "No.", false);
  await vi.waitFor(() => expect(session.access().step).toBe("interrupted"));
  await session.signIn();
  expect(session.access()).toMatchObject({ step: "open", token: "beside" });
  expect(provider.signInHere).not.toHaveBeenCalled();
  await session.signOut();
  expect(provider.forget).toHaveBeenCalledOnce();
  await session.signIn();
  expect(provider.signInHere).toHaveBeenCalledOnce();
});

test("a renewal that ends after the user has signed out changes nothing, and a pasted token replaces the provider's", async () => {
  let renewed = (_token: string) => {};
  const provider = createProvider({
    onRenewed(listener) {
      renewed = listener;
    },
  });
  const session = await startWith(provider);
  renewed("second");
  expect(session.access().token).toBe("second");
  session.enterToken("pasted");
  expect(provider.forget).toHaveBeenCalledOnce();
  await session.signOut();
  renewed("third");
  expect(session.access()).toMatchObject({ step: "closed", token: null });
});

test("a sign-in that fails closes the page with the provider's words", async () => {
  const session = await startWith(
    createProvider({ resume: () => Promise.reject(new Error("Ada is not a member.")) }),
  );
  expect(session.access()).toMatchObject({ step: "closed", reason: "Ada is not a member." });
});

test.each([
  [" abc.def ", "abc.def"],
  ["Bearer abc.def\n", "abc.def"],
  ["two words", null],
  ["“quoted”", null],
  ["", null],
])("the token in %j is %j", (text, token) => {
  expect(tokenIn(text)).toBe(token);
});
