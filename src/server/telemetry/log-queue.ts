import { logBufferBytes, maxWaitingAuditBytes, maxWaitingLogBytes } from "./constants.js";

/** Lines that were dropped, because the log could not be written. */
export interface DroppedLines {
  readonly lines: number;
  /** How many of them were audit lines. */
  readonly auditLines: number;
}

export interface LogQueueOptions {
  /** Writes the beginning of the bytes and returns its length. Throws if nothing can be written now. Must not block. */
  readonly write: (bytes: Uint8Array) => number;
  readonly onDrop: (isAudit: boolean) => void;
  /** Called when lines can be written again after some were dropped. */
  readonly onRecovery: (dropped: DroppedLines) => void;
}

/**
 * Queues log lines and writes several at a time: one system call for each line would take longer than a cached response.
 * Lines that cannot be written wait, up to a maximum size. More lines are dropped; audit lines last.
 */
export function createLogQueue({ write, onDrop, onRecovery }: LogQueueOptions) {
  /** Lines, after the bytes of the lines that are being written. */
  let text = "";
  let textBytes = 0;
  let bytes: Uint8Array = new Uint8Array();
  let untriedBytes = 0;
  let isBlocked = false;
  let dropped: DroppedLines = { lines: 0, auditLines: 0 };

  /** Writes as much as possible. Returns whether nothing is left. */
  function flush(): boolean {
    untriedBytes = 0;
    try {
      while (bytes.length > 0 || text !== "") {
        if (bytes.length === 0) {
          bytes = Buffer.from(text);
          text = "";
          textBytes = 0;
        }
        bytes = bytes.subarray(write(bytes));
      }
    } catch {
      // For example, the disk is full, or the reader of a pipe is stopped or gone. All can recover.
      isBlocked = true;
      return false;
    }
    isBlocked = false;
    if (dropped.lines === 0) return true;
    const report = dropped;
    dropped = { lines: 0, auditLines: 0 };
    onRecovery(report);
    return flush();
  }

  function drop(isAudit: boolean): void {
    dropped = { lines: dropped.lines + 1, auditLines: dropped.auditLines + (isAudit ? 1 : 0) };
    onDrop(isAudit);
  }

  return {
    flush,

    /** Adds a line. An audit line is written at once, without waiting for other lines. */
    add(line: string, isAudit = false): void {
      const lineBytes = Buffer.byteLength(line);
      const maxBytes = maxWaitingLogBytes + (isAudit ? maxWaitingAuditBytes : 0);
      if (isBlocked && bytes.length + textBytes + lineBytes > maxBytes) drop(isAudit);
      else {
        text += line;
        textBytes += lineBytes;
      }
      untriedBytes += lineBytes;
      if (isAudit || untriedBytes >= logBufferBytes) flush();
    },

    /** Returns how many lines were not written: those that wait, and those that were dropped since the last recovery. */
    unwrittenLines(): number {
      const waiting = Buffer.concat([bytes, Buffer.from(text)]).toString();
      return dropped.lines + waiting.split("\n").length - 1;
    },
  };
}
