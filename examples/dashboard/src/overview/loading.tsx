export function Loading() {
  return (
    <section className="card" aria-busy="true" aria-label="Loading windows">
      {[1, 2, 3, 4, 5, 6].map((line) => (
        <div className="skeleton" key={line} />
      ))}
    </section>
  );
}
