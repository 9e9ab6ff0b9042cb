import { ConfigurationError } from "../configuration/configuration-error.js";

/** The variables that set a server's address. */
export interface ListenVariables {
  readonly port: string;
  /** Null if the address cannot be configured. */
  readonly host: string | null;
}

/** Returns the error to throw if a server cannot listen. It names the variable to change, if there is one. */
export function listenError(error: unknown, variables: ListenVariables): unknown {
  if (!(error instanceof Error && "code" in error)) return error;
  const { code, address, port, hostname } = error as NodeJS.ErrnoException & {
    readonly address?: string;
    readonly port?: number;
    readonly hostname?: string;
  };
  const failed = (key: string, message: string) => new ConfigurationError([{ key, message }]);
  switch (code) {
    case "EADDRINUSE":
      return failed(
        variables.port,
        `is ${port}, but another program already listens on ${address}, port ${port}. Stop that program, or set ${variables.port} to another port (0 picks a free one).`,
      );
    case "EACCES":
      return failed(
        variables.port,
        `is ${port}, but this user is not allowed to listen on that port. Set ${variables.port} to another port. Ports below 1024 usually need more rights.`,
      );
    case "EADDRNOTAVAIL":
    case "EAFNOSUPPORT":
    case "EINVAL":
    case "ENOTFOUND":
      if (variables.host === null) return error;
      return failed(
        variables.host,
        `is ${address ?? hostname}, which is not an address of this machine. Set ${variables.host} to 127.0.0.1, or to 0.0.0.0 for all IPv4 addresses.`,
      );
    case "EAI_AGAIN":
      if (variables.host === null) return error;
      return failed(
        variables.host,
        `is ${hostname}, which cannot be resolved at the moment. Set ${variables.host} to an IP address, such as 127.0.0.1.`,
      );
    default:
      return error;
  }
}
