import type { ReactNode } from "react";
import { Suspense } from "react";
import { ErrorBoundary } from "react-error-boundary";

interface LaterProps {
  readonly fallback?: ReactNode;
  readonly children: ReactNode;
}

/** Shows a part of the page that is loaded later, or says that it could not be loaded. */
export function Later({ fallback = null, children }: LaterProps) {
  return (
    <ErrorBoundary
      fallback={
        <div className="notice bad" role="alert">
          <div>
            <strong>This part of the page could not be shown.</strong> Reload the page when the gateway can be
            reached.
          </div>
        </div>
      }
    >
      <Suspense fallback={fallback}>{children}</Suspense>
    </ErrorBoundary>
  );
}
