import { useApolloClient } from "@apollo/client/react";
import type { ReactNode } from "react";
import { useEffect, useRef } from "react";
import { forgetAnswers } from "../client";
import "./access.css";
import { Interrupted } from "./interrupted";
import type { Session } from "./session";
import { SignIn } from "./sign-in";
import { SessionContext, useAccess } from "./use-access";

interface AccessProviderProps {
  readonly session: Session;
  readonly children: ReactNode;
}

/** Shows its children to users who have access, and the sign-in to others. */
export function AccessProvider({ session, children }: AccessProviderProps) {
  return (
    <SessionContext value={session}>
      <Gate>{children}</Gate>
    </SessionContext>
  );
}

function Gate({ children }: Pick<AccessProviderProps, "children">) {
  const { step, token, requests } = useAccess();
  const client = useApolloClient();
  const last = useRef({ step, token });

  useEffect(() => {
    const { step: lastStep, token: lastToken } = last.current;
    last.current = { step, token };
    const keptPage = lastStep === "open" || lastStep === "interrupted";
    // The page still shows what the other token could read.
    if (keptPage && step === "open" && token !== lastToken) forgetAnswers(client);
    // The control that had the focus is gone.
    if (step === "closed" || (lastStep === "closed" && step === "open"))
      document.querySelector("main")?.focus();
  }, [client, step, token]);

  if (step === "starting")
    return (
      <p role="status" className="sign-in-page">
        Signing in…
      </p>
    );
  if (step === "closed")
    return (
      <main className="sign-in-page" tabIndex={-1}>
        <section className="card sign-in">
          <h1 id="sign-in">Sign in</h1>
          <SignIn />
        </section>
      </main>
    );
  return (
    <>
      {step === "interrupted" && <Interrupted key={requests} />}
      {children}
    </>
  );
}
