import { useEffect, useState } from "react";
import type { Filter } from "./filters";

/** Path of the calendar feed with the same filters. The feed has no status filter. */
export function toFeedPath({ search, provider, source }: Filter): string {
  const parameters = new URLSearchParams({
    ...(search.trim() === "" ? {} : { search: search.trim() }),
    ...(provider === "" ? {} : { provider }),
    ...(source === "" ? {} : { source }),
  });
  return `/calendar.ics${parameters.size === 0 ? "" : `?${parameters}`}`;
}

/**
 * Returns the address that opens the system's calendar app. Use it for HTTPS too: apps know `webcal:` best, and follow a redirect to
 * HTTPS.
 */
export function toSubscribeAddress(feedAddress: string): string {
  return feedAddress.replace(/^https?:/, "webcal:");
}

const copiedForMs = 5_000;

/** Subscribes a calendar app to the feed, or copies its address for an app that asks for one. */
export function CalendarLinks({ filter }: { readonly filter: Filter }) {
  const address = new URL(toFeedPath(filter), location.href).href;
  const [copied, setCopied] = useState<{ readonly address: string; readonly done: boolean } | null>(null);
  // Another filter has another address.
  const current = copied?.address === address ? copied : null;

  useEffect(() => {
    if (copied?.done !== true) return;
    const timer = setTimeout(() => setCopied(null), copiedForMs);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy(): Promise<void> {
    // Remove the message of an earlier attempt, so that this one is announced, and its field selected.
    setCopied(null);
    let done = true;
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      // Browsers have no clipboard for pages without HTTPS, and users can deny access.
      done = false;
    }
    setCopied({ address, done });
  }

  return (
    <div className="calendar-links">
      <span>Calendar feed</span>
      <div>
        <a href={toSubscribeAddress(address)}>Subscribe</a>
        <button type="button" onClick={copy}>
          Copy URL
        </button>
        <span role="status">
          {current?.done === true && "Copied"}
          {current?.done === false && "Copy the URL yourself:"}
        </span>
      </div>
      {current?.done === false && (
        <input aria-label="URL of the calendar feed" readOnly value={address} ref={selectAll} />
      )}
    </div>
  );
}

function selectAll(field: HTMLInputElement | null): void {
  field?.focus();
  field?.select();
}
