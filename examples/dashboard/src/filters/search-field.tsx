import type { RefObject } from "react";
import { useEffect, useState } from "react";

interface SearchFieldProps {
  readonly value: string;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly onChange: (text: string) => void;
}

const settleMs = 200;

/** Passes on what the user types when typing pauses, so that a query is sent and the page is rendered once instead of for each letter. */
export function SearchField({ value, field, onChange }: SearchFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  useEffect(() => {
    if (typed === null) return;
    const timer = setTimeout(() => {
      setTyped(null);
      onChange(typed);
    }, settleMs);
    return () => clearTimeout(timer);
  }, [typed, onChange]);
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
      />
    </label>
  );
}
