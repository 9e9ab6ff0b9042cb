/** Start and end of a Flink window. AWS fixes its length at eight hours. */
export function flinkTimesFrom(startTime: string): { startTime: string; endTime: string } {
  const [hour, minute] = startTime.split(":");
  return { startTime, endTime: `${String((Number(hour) + 8) % 24).padStart(2, "0")}:${minute}` };
}
