/** What the exit code of every command means. Pipelines depend on these numbers. */
export const exitCodes = {
  clear: 0,
  inMaintenance: 1,
  /** There is no verdict. Repeating the command can help. */
  unknown: 2,
  /** The command is wrong, or the gateway refuses it. Repeating it cannot help. */
  refused: 3,
  /** As shells report SIGINT and SIGTERM. */
  interrupted: 130,
  terminated: 143,
} as const;
