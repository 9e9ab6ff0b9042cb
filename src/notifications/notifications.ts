/**
 * Everything that only a process with sinks imports. As one module: each further lazy import makes the build split the code that they
 * share into more files, which slows each start.
 */
export { startNotifier } from "./notifier.js";
export { pingSinks } from "./ping.js";
export { configureNotifications } from "./settings/configure-notifications.js";
