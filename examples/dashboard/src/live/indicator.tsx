/** How the page learns of changes. */
export type Updates = "live" | "polling" | "offline";

const names: Readonly<Record<Updates, string>> = { live: "Live", polling: "Polling", offline: "Offline" };

/** Says how the page learns of changes; empty until that is known. Screen readers announce a change. */
export function Indicator({ updates }: { readonly updates: Updates | null }) {
  return (
    <p role="status" className="updates">
      {updates !== null && (
        <>
          <span className={`signal ${updates}`} aria-hidden="true" />
          <span className="hidden">Updates: </span>
          {names[updates]}
        </>
      )}
    </p>
  );
}
