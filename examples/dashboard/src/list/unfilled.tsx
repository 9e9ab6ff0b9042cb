interface UnfilledProps {
  /** How many rows are expected. Their height is reserved, so that nothing below moves when they arrive. */
  readonly rows: number;
  readonly isLoading: boolean;
  readonly error: Error | undefined;
  readonly onRetry: () => void;
  readonly className?: string | undefined;
}

/** Rows that are not there yet, or could not be loaded. */
export function Unfilled({ rows, isLoading, error, onRetry, className }: UnfilledProps) {
  return (
    <tbody className={className} aria-busy={isLoading}>
      {error === undefined ? (
        [...Array(rows).keys()].map((row) => (
          <tr key={row} className="skeleton-row">
            <td colSpan={5}>
              <div className="skeleton" />
            </td>
          </tr>
        ))
      ) : (
        <Failure error={error} onRetry={onRetry} />
      )}
    </tbody>
  );
}

interface FailureProps {
  readonly error: Error;
  readonly onRetry: () => void;
}

/** Row that says why others are missing, or old. */
export function Failure({ error, onRetry }: FailureProps) {
  return (
    <tr className="more">
      <td colSpan={5}>
        <p role="alert">{error.message}</p>
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      </td>
    </tr>
  );
}
