import { isRefusedQuery } from "../refusals";

interface FailedProps {
  readonly error: Error;
  /** Whether the page still shows earlier data. */
  readonly showsOld: boolean;
  readonly isTrying: boolean;
  readonly onRetry: () => void;
  /** Removes the filters, which can be why the gateway rejected the request; null without filters. */
  readonly onClear: (() => void) | null;
}

/** Shown when the gateway sent no response, or none that the page can use. */
export function Failed({ error, showsOld, isTrying, onRetry, onClear }: FailedProps) {
  const isRefused = isRefusedQuery(error);
  return (
    <div className="notice bad">
      <div role="alert">
        <strong>
          {isRefused ? "The gateway rejected the request." : "Could not load data from the gateway."}
        </strong>{" "}
        {showsOld && "The data below may be out of date. "}
        <small>{error.message}</small>
      </div>
      <button type="button" onClick={() => isTrying || onRetry()} aria-disabled={isTrying}>
        {isTrying ? "Retrying…" : "Try again"}
      </button>
      {isRefused && onClear !== null && (
        <button type="button" onClick={onClear}>
          Clear filters
        </button>
      )}
    </div>
  );
}
