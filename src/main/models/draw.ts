/**
 * Runs pieces `0..count` of work that several threads draw from a common counter, which must be 0 at first. Which thread does a
 * piece must not show in what it writes.
 */
export function drawPieces(counters: Int32Array, counter: number, count: number, run: (piece: number) => void): void {
  for (;;) {
    const piece = Atomics.add(counters, counter, 1);
    if (piece >= count) return;
    run(piece);
  }
}
