import type { Logger } from "pino";

/**
 * Creates a logger for the AWS SDK. It passes on the SDK's own warnings only: the SDK would also log the input, output and error
 * of every call. `onDebug` receives messages that may contain secrets and must not be logged.
 */
export function sdkLogger(logger: Logger, onDebug: (message: string) => void = () => {}) {
  const log = logger.child({ library: "aws-sdk" });
  const warn = (message: unknown) => {
    if (typeof message === "string") log.warn(message);
  };
  const debug = (message: unknown) => {
    if (typeof message === "string") onDebug(message);
  };
  return { trace: () => {}, debug, info: () => {}, warn, error: warn };
}
