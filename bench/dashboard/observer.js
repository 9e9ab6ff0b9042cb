// Runs in the page before its own scripts. Collects what `measureLoad` reads.
const observed = { longTasks: [], layoutShift: 0, keystrokesMs: [] };
globalThis.observed = observed;

const observe = (type, take) =>
  new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
observe("longtask", ({ startTime, duration }) =>
  observed.longTasks.push({ endMs: startTime + duration, durationMs: duration }),
);
observe("layout-shift", ({ value }) => {
  observed.layoutShift += value;
});
document.addEventListener("keydown", ({ target, timeStamp }) => {
  if (target.type !== "search") return;
  // The message arrives after the paint.
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => observed.keystrokesMs.push(performance.now() - timeStamp);
  requestAnimationFrame(() => port2.postMessage(null));
});
