import { useLayoutEffect, useRef, useState } from "react";
import { SignIn } from "./sign-in";

/** Offers to sign in again, above the page and its open form. */
export function Interrupted() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isPutOff, setPutOff] = useState(false);

  useLayoutEffect(() => {
    const { current } = dialog;
    current?.showModal();
    // Removing an open dialog would lose the focus, which closing returns to the page.
    return () => current?.close();
  }, []);

  return (
    <>
      <div className="notice careful sign-in-notice">
        <strong role="status">{isPutOff && "The gateway needs you to sign in again."}</strong>
        <button type="button" onClick={() => dialog.current?.showModal()}>
          Sign in again
        </button>
      </div>
      <dialog ref={dialog} aria-labelledby="sign-in" onClose={() => setPutOff(true)}>
        <div className="sign-in">
          <h2 id="sign-in">Sign in again</h2>
          <p>The page keeps what you have entered.</p>
          <SignIn />
          <button type="button" onClick={() => dialog.current?.close()}>
            Not now
          </button>
        </div>
      </dialog>
    </>
  );
}
