import type { LedState } from "../../cache/led-state.js";
import { maxFieldsPerWrite } from "./constants.js";

/** Changes that are written together. */
interface Batch {
  readonly changes: ReadonlyMap<string, unknown>;
  readonly onWritten: () => void;
}

/** Writes changes one after another. If one cannot be written, `onLost` is called, and no further one is. */
export function createStateWriter(state: Pick<LedState, "write">, onLost: () => void) {
  const batches: Batch[] = [];
  let writing: Promise<void> | null = null;
  let isLost = false;
  let isClosed = false;

  /** Takes as many batches as one write may have. Each is written whole. */
  function takeBatches(): readonly Batch[] {
    let fields = 0;
    const next = batches.findIndex(({ changes }, index) => {
      fields += changes.size;
      return index > 0 && fields > maxFieldsPerWrite;
    });
    return batches.splice(0, next < 0 ? batches.length : next);
  }

  async function writeAll(): Promise<void> {
    while (batches.length > 0 && !isLost && !isClosed) {
      const taken = takeBatches();
      const changes = new Map(taken.flatMap((batch) => [...batch.changes]));
      isLost = changes.size > 0 && !(await state.write(changes));
      if (isLost) onLost();
      else for (const { onWritten } of taken) onWritten();
    }
  }

  return {
    /** Writes changes, all or none, after the earlier ones. `onWritten` is called after that, but not if they may not be written. */
    write(changes: ReadonlyMap<string, unknown>, onWritten: () => void = () => {}): void {
      batches.push({ changes, onWritten });
      writing ??= writeAll().finally(() => {
        writing = null;
      });
    },

    /** Resolves when nothing is left to write. */
    async settled(): Promise<void> {
      await writing;
    },

    /** Begins no write any more. The next leader must not find what this one adds after its end. */
    close(): void {
      isClosed = true;
    },
  };
}
