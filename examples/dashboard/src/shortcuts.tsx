import { useEffect, useRef, useState } from "react";
import { tinykeys } from "tinykeys";

/** Single-key shortcuts can be switched off, because speech input types keys (WCAG 2.1.4). */
const storageName = "maintenance-shortcuts";

const isOn = () => localStorage.getItem(storageName) !== "off";

/** Whether the device is a phone or a tablet without a mouse, which hardly ever has a keyboard. The shortcuts work all the same. */
export const isTouchOnly = (): boolean =>
  matchMedia("(any-pointer: coarse) and (not (any-pointer: fine))").matches;

/** Calls the function of a pressed key, unless the user types, or a dialog or menu is open. */
export function useShortcuts(shortcuts: Readonly<Record<string, () => unknown>>): void {
  useEffect(() => {
    const handled = Object.entries({
      ...shortcuts,
      j: () => moveBy(1),
      k: () => moveBy(-1),
      x: toggleSelection,
    });
    return tinykeys(
      window,
      Object.fromEntries(
        handled.map(([key, run]) => [
          key,
          (event: KeyboardEvent) => {
            if (!isOn() || isTyping(event.target) || document.querySelector("dialog[open], [role=menu]"))
              return;
            event.preventDefault();
            run();
          },
        ]),
      ),
    );
  }, [shortcuts]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox]), select, textarea");
}

/** Moves the focus to the title of another row. */
function moveBy(step: 1 | -1): void {
  const titles = [...document.querySelectorAll<HTMLElement>("main .open")];
  const current = titles.findIndex((title) => title.closest("tr")?.contains(document.activeElement));
  titles[current === -1 ? (step === 1 ? 0 : titles.length - 1) : current + step]?.focus();
}

function toggleSelection(): void {
  document.activeElement?.closest("tr")?.querySelector<HTMLInputElement>("[type=checkbox]")?.click();
}

const keys: readonly (readonly [string, string])[] = [
  ["/", "Search"],
  ["n", "New maintenance window"],
  ["l", "List"],
  ["t", "Timeline"],
  ["r", "Refresh"],
  ["j and k", "Next and previous window of the list"],
  ["Enter", "Open the window"],
  ["x", "Select the window"],
  ["?", "This help"],
  ["Esc", "Close"],
];

export function ShortcutHelp({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [on, setOn] = useState(isOn);
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby="shortcuts" onClose={onClose}>
      <form method="dialog">
        <h2 id="shortcuts">Keyboard shortcuts</h2>
        <dl>
          {keys.map(([key, meaning]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <label className="check">
          <input
            type="checkbox"
            checked={on}
            onChange={({ target }) => {
              localStorage.setItem(storageName, target.checked ? "on" : "off");
              setOn(target.checked);
            }}
          />
          Single-key shortcuts
        </label>
        <footer>
          <button type="submit">Close</button>
        </footer>
      </form>
    </dialog>
  );
}
