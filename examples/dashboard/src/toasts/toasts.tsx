import { Toast } from "@base-ui/react/toast";
import type { ReactNode } from "react";
import "./toasts.css";
import { useTopLayer } from "./top-layer";

export interface ToastContent {
  /** What happened, in one line. */
  readonly title: ReactNode;
  readonly description?: string;
  readonly action?: { readonly label: string; readonly onSelect: () => void };
  /** Stays until it is replaced. */
  readonly isBusy?: boolean;
}

const shownMs = 8_000;

/** Long enough to read the message, decide, and reach the button by keyboard. The time stops while the toast has the pointer or focus. */
const actionShownMs = 60_000;

/** Provides short messages at the edge of the page, which are announced. F6 moves the focus to them. */
export function Toasts({ children }: { readonly children: ReactNode }) {
  return (
    <Toast.Provider timeout={shownMs} limit={2}>
      {children}
      <List />
    </Toast.Provider>
  );
}

function List() {
  const { toasts } = Toast.useToastManager();
  const topLayer = useTopLayer();
  return (
    // Without messages it stays in the page: only a region that was there before is sure to announce a message.
    <Toast.Portal container={toasts.length === 0 ? document.body : topLayer}>
      <Toast.Viewport className="toasts">
        {toasts.map((toast) => (
          <Toast.Root key={toast.id} toast={toast} className="toast" swipeDirection={["right", "left"]}>
            <Toast.Content className="toast-content">
              <div className="toast-text">
                <Toast.Title className="toast-title" render={<div />} />
                <Toast.Description />
              </div>
              <Toast.Action />
              <Toast.Close aria-label="Close">
                <span aria-hidden="true">✕</span>
              </Toast.Close>
            </Toast.Content>
          </Toast.Root>
        ))}
      </Toast.Viewport>
    </Toast.Portal>
  );
}

export function useToasts() {
  const { add, close } = Toast.useToastManager();
  return {
    close,
    /** Shows a message. With the id of a message that is shown, replaces it. */
    show(
      { title, description, action, isBusy = false }: ToastContent,
      id: string = crypto.randomUUID(),
    ): string {
      return add({
        id,
        title,
        description,
        timeout: isBusy ? 0 : action === undefined ? shownMs : actionShownMs,
        actionProps: action && {
          children: action.label,
          onClick({ currentTarget }) {
            // The button will disappear, and must not take the focus with it.
            currentTarget.closest<HTMLElement>(".toast")?.focus();
            action.onSelect();
          },
        },
      });
    },
  };
}
