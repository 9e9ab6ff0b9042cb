import { PinoPretty } from "pino-pretty";

/** Creates a destination that writes human-readable log lines to standard output. */
export function terminalLog() {
  return PinoPretty({ ignore: "pid,hostname", translateTime: "SYS:HH:MM:ss", singleLine: true, sync: true });
}
