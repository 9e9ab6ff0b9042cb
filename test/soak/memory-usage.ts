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

/** Growth that is allowed beyond the noise, in MB per minute. */
const allowedSlope = 1;

/**
 * Checks whether the heap grows: by the slope of a line through the lowest values of every two seconds, which are those right
 * after a garbage collection. Only a slope that is larger than the noise, by three standard errors, counts.
 */
export function flat({ heapMb, residentMb }: MemorySamples): { text: string; problem: string | null } {
  // In the first half, caches still fill that hold thousands of entries, such as the journal of writes.
  const samples = heapMb.slice(Math.floor(heapMb.length / 2));
  const lowest = Array.from({ length: Math.floor(samples.length / 4) }, (_, index) =>
    Math.min(...samples.slice(4 * index, 4 * index + 4)),
  );
  const { slope, error } = lineThrough(lowest);
  const [perMinute, noise] = [30 * slope, 30 * 3 * error];
  const text = `heap ${Math.round(Math.min(...lowest))} to ${Math.round(Math.max(...lowest))} MB, slope ${perMinute.toFixed(2)} ± ${noise.toFixed(2)} MB per minute; resident memory at most ${Math.round(Math.max(...residentMb))} MB, in ${Math.round(heapMb.length / 2)} s`;
  const grows = perMinute - noise > allowedSlope;
  return { text, problem: grows ? `the heap grows by ${perMinute.toFixed(2)} MB per minute` : null };
}

/** Returns the slope of the line through equidistant values (least squares), and its standard error. */
function lineThrough(values: readonly number[]): { readonly slope: number; readonly error: number } {
  const count = values.length;
  const middle = (count - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const spread = values.reduce((sum, _value, index) => sum + (index - middle) ** 2, 0);
  const slope = values.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0) / spread;
  const residue = values.reduce(
    (sum, value, index) => sum + (value - mean - slope * (index - middle)) ** 2,
    0,
  );
  return { slope, error: Math.sqrt(residue / Math.max(1, count - 2) / spread) };
}
