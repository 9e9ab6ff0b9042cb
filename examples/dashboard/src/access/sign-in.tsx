import { CombinedGraphQLErrors } from "@apollo/client";
import { useApolloClient } from "@apollo/client/react";
import type { FormEvent } from "react";
import { useId, useState } from "react";
import { graphql } from "../graphql";
import type { AccessContext } from "./access-link";
import { messageOf } from "./session";
import { tokenIn } from "./token-in";
import { useAccess, useSession } from "./use-access";

/** The smallest query. The gateway checks the token first. */
const tokenCheck = graphql(`
  query TokenCheck {
    __typename
  }
`);

/** Signs the user in, at the identity provider or with a token that the user pastes. */
export function SignIn() {
  const { hasProvider } = useSession();
  const { reason } = useAccess();
  return (
    <div className="sign-in">
      {reason !== null && (
        <div className="notice careful" role="alert">
          <bdi>{reason}</bdi>
        </div>
      )}
      {hasProvider ? (
        <>
          <ProviderButton />
          <details>
            <summary>Use a token instead</summary>
            <TokenForm />
          </details>
        </>
      ) : (
        <>
          <p>This gateway requires a token.</p>
          <TokenForm />
        </>
      )}
    </div>
  );
}

function ProviderButton() {
  const session = useSession();
  const { step } = useAccess();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function signIn(): Promise<void> {
    if (isBusy) return;
    setBusy(true);
    setProblem(null);
    try {
      await session.signIn();
    } catch (error) {
      setProblem(messageOf(error));
    }
    setBusy(false);
  }

  return (
    <>
      <button type="button" className="primary" aria-disabled={isBusy} onClick={() => void signIn()}>
        {isBusy ? "Signing in…" : "Sign in"}
      </button>
      {problem !== null && (
        <div className="notice bad" role="alert">
          <div>
            <strong>You are not signed in.</strong> <bdi>{problem}</bdi>
            {step === "interrupted" && (
              <p>
                If your browser blocks popups, allow them, or reload the page. A reload loses what you have
                entered.
              </p>
            )}
          </div>
        </div>
      )}
    </>
  );
}

function TokenForm() {
  const client = useApolloClient();
  const session = useSession();
  const id = useId();
  const [text, setText] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (isBusy) return;
    const token = tokenIn(text);
    setProblem(null);
    if (token === null) return setProblem("Paste a token: letters, digits and signs, without spaces.");
    setBusy(true);
    const context: AccessContext = { tokenToTry: token };
    try {
      await client.query({ query: tokenCheck, context, fetchPolicy: "no-cache" });
      session.enterToken(token);
    } catch (error) {
      setProblem(CombinedGraphQLErrors.is(error) ? (error.errors[0]?.message ?? "") : messageOf(error));
    }
    setBusy(false);
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <label htmlFor={id}>Token</label>
      <input
        id={id}
        type="password"
        autoComplete="off"
        value={text}
        onChange={({ target }) => setText(target.value)}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-problem`}
      />
      <p id={`${id}-problem`} role="alert" className="problem">
        <bdi>{problem}</bdi>
      </p>
      <button type="submit" className="primary" aria-disabled={isBusy}>
        {isBusy ? "Checking…" : "Use token"}
      </button>
    </form>
  );
}
