import type { Address } from "./address";

const views = { list: "List", timeline: "Timeline" } as const;

interface ViewChoiceProps {
  readonly view: Address["view"];
  readonly onChange: (view: Address["view"]) => void;
}

export function ViewChoice({ view, onChange }: ViewChoiceProps) {
  return (
    <fieldset className="segments">
      <legend className="hidden">View</legend>
      {(["list", "timeline"] as const).map((one) => (
        <button key={one} type="button" aria-pressed={view === one} onClick={() => onChange(one)}>
          {views[one]}
        </button>
      ))}
    </fieldset>
  );
}
