import { prettyFactory } from "pino-pretty";

/** Returns a function that makes log lines human-readable. */
export function terminalFormat(): (line: string) => string {
  return prettyFactory({ ignore: "pid,hostname", translateTime: "SYS:HH:MM:ss", singleLine: true });
}
