import type { ReactNode } from "react";
import { createContext, use, useCallback, useEffect, useRef, useState } from "react";
import { useToasts } from "../toasts/toasts";

/** Copies a text and says so. `what` names it: `Link to the page`. */
type Copy = (text: string, what: string) => void;

const CopyContext = createContext<Copy>(() => {});

export const useCopy = (): Copy => use(CopyContext);

interface Uncopied {
  readonly text: string;
  readonly what: string;
}

/** Browsers have no clipboard for pages without HTTPS, and users can deny access. Then a dialog shows the text to copy by hand. */
export function CopyProvider({ children }: { readonly children: ReactNode }) {
  const { show } = useToasts();
  const [uncopied, setUncopied] = useState<Uncopied | null>(null);
  const copy = useCallback<Copy>(
    (text, what) =>
      void (navigator.clipboard?.writeText(text) ?? Promise.reject()).then(
        () => show({ title: `${what} copied` }),
        () => setUncopied({ text, what }),
      ),
    [show],
  );
  return (
    <CopyContext value={copy}>
      {children}
      {uncopied !== null && <CopyByHand {...uncopied} onClose={() => setUncopied(null)} />}
    </CopyContext>
  );
}

function CopyByHand({ text, what, onClose }: Uncopied & { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
    field.current?.select();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby="copy-title" onClose={onClose}>
      <form method="dialog">
        <h2 id="copy-title">{what}</h2>
        <p>The browser did not allow copying. Copy the address yourself:</p>
        <input ref={field} readOnly aria-label={what} value={text} />
        <footer>
          <button type="submit">Close</button>
        </footer>
      </form>
    </dialog>
  );
}
