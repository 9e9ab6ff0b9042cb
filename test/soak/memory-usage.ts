/** Samples of a process's memory use. */
export interface MemorySamples {
  readonly heapMb: number[];
  readonly residentMb: number[];
  readonly stop: () => void;
}

/** Samples the memory use that a process reports in its metrics. */
export function memoryOf(url: string): MemorySamples {
  const heapMb: number[] = [];
  const residentMb: number[] = [];
  const valueIn = (text: string, name: string) =>
    Number(new RegExp(`^${name} ([0-9.e+]+)$`, "m").exec(text)?.[1]) / 1024 / 1024;
  const timer = setInterval(async () => {
    const text = await fetch(url).then(
      (response) => response.text(),
      () => null,
    );
    if (text === null) return;
    heapMb.push(valueIn(text, "nodejs_heap_size_used_bytes"));
    residentMb.push(valueIn(text, "process_resident_memory_bytes"));
  }, 500);
  return { heapMb, residentMb, stop: () => clearInterval(timer) };
}

/** Allowed heap growth from the second third of the samples to the last: room for the windows created meanwhile. */
const growthMb = 6;

/** Checks whether the heap grows. Compares the minimum of the last two thirds: the heap right after a garbage collection. */
export function flat({ heapMb, residentMb }: MemorySamples): { text: string; problem: string | null } {
  const third = Math.floor(heapMb.length / 3);
  const least = (samples: readonly number[]) => Math.round(Math.min(...samples));
  const [before, after] = [least(heapMb.slice(third, 2 * third)), least(heapMb.slice(2 * third))];
  const text = `heap ${before} MB, then ${after} MB; resident memory at most ${Math.round(Math.max(...residentMb))} MB, in ${Math.round(heapMb.length / 2)} s`;
  const grows = after > before + growthMb;
  return { text, problem: grows ? `the heap grew from ${before} MB to ${after} MB` : null };
}
