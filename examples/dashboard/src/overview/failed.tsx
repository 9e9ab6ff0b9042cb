import { isRefusal } from "../refusals";

interface FailedProps {
  readonly error: Error;
  /** Whether the page still shows earlier data. */
  readonly showsOld: boolean;
  readonly isTrying: boolean;
  readonly onRetry: () => void;
}

/** Shown when the gateway sent no response, or none that the page can use. */
export function Failed({ error, showsOld, isTrying, onRetry }: FailedProps) {
  return (
    <div className="notice bad">
      <div role="alert">
        <strong>
          {isRefusal(error) ? "The gateway rejected the request." : "Could not load data from the gateway."}
        </strong>{" "}
        {showsOld && "The data below may be out of date. "}
        <small>{error.message}</small>
      </div>
      <button type="button" onClick={() => isTrying || onRetry()} aria-disabled={isTrying}>
        {isTrying ? "Retrying…" : "Try again"}
      </button>
    </div>
  );
}
