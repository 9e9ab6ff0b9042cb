import type { RefObject } from "react";
import { useCallback, useEffect, useState } from "react";

interface SearchFieldProps {
  readonly value: string;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly onChange: (text: string) => void;
}

const settleMs = 200;

/**
 * Passes on what the user types when typing pauses, so that a query is sent and the page is rendered once instead of for each letter.
 * Before the user does something else, it passes it on at once.
 */
export function SearchField({ value, field, onChange }: SearchFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const pass = useCallback(() => {
    if (typed === null) return;
    setTyped(null);
    onChange(typed);
  }, [typed, onChange]);
  useEffect(() => {
    const timer = setTimeout(pass, settleMs);
    return () => clearTimeout(timer);
  }, [pass]);
  // Filters that are cleared, or a step back in the history, replace what was typed.
  const [shown, setShown] = useState(value);
  if (shown !== value) {
    setShown(value);
    setTyped(null);
  }
  return (
    <label className="grow">
      <span>Search</span>
      <input
        ref={field}
        type="search"
        placeholder="Title, application or query"
        maxLength={256}
        value={typed ?? value}
        onChange={({ target }) => setTyped(target.value)}
        onBlur={pass}
        onKeyDown={({ key }) => key === "Enter" && pass()}
      />
    </label>
  );
}
