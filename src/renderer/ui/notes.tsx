/** Shows what an answer has to say besides, each sentence a paragraph of the class. */
export function Notes({
  notes,
  className,
}: {
  readonly notes: readonly string[];
  readonly className: string | undefined;
}) {
  return notes.map((note) => (
    <p key={note} className={className}>
      {note}
    </p>
  ));
}
