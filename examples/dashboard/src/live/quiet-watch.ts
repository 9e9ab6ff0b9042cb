export interface QuietWatch {
  /** Reports a sign of the gateway. */
  readonly heard: (atMs?: number) => void;
  /** Reports that nothing can be heard any more, without waiting for the limit. */
  readonly deaf: () => void;
  readonly setLimit: (limitMs: number) => void;
  readonly stop: () => void;
}

/** Calls back when no sign of the gateway has come within the limit, and when one comes again. */
export function watchQuiet(limitMs: number, onChange: (isQuiet: boolean) => void): QuietWatch {
  let heardMs = Date.now();
  let isQuiet = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function change(next: boolean): void {
    if (isQuiet === next) return;
    isQuiet = next;
    onChange(next);
  }

  function wait(): void {
    clearTimeout(timer);
    const leftMs = heardMs + limitMs - Date.now();
    if (leftMs > 0) timer = setTimeout(wait, leftMs);
    else change(true);
  }

  wait();
  return {
    heard(atMs = Date.now()) {
      heardMs = atMs;
      if (Date.now() - heardMs < limitMs) change(false);
      wait();
    },
    deaf: () => change(true),
    setLimit(next) {
      limitMs = next;
      wait();
    },
    stop: () => clearTimeout(timer),
  };
}
