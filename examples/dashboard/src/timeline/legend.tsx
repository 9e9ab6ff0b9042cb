const samples = [
  ["DECLARED", "Announced"],
  ["UNDERWAY", "Under way"],
  ["POSSIBLE", "Possible"],
  ["DECLARED ended", "Ended"],
  ["unknown", "Unknown"],
] as const;

export function Legend() {
  return (
    <ul className="timeline-legend" aria-label="Legend">
      {samples.map(([kind, name]) => (
        <li key={name}>
          <span className={`timeline-fill ${kind}`} aria-hidden="true" /> {name}
        </li>
      ))}
      <li>
        <span className="timeline-fill begins-before ends-after DECLARED" aria-hidden="true" /> Continues
        before or after
      </li>
    </ul>
  );
}
