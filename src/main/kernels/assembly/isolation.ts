// Paths through isolation trees. A tree is a full binary heap of `depth` levels: the root is slot 1, the children of slot i are
// 2i and 2i + 1, and so the walk reads no pointers and takes no branch. A slot is 8 bytes: where its column begins among the
// rows, in bytes, and a threshold f32. A row goes right where its cell is above the threshold, so a missing cell goes left; a slot that
// asks whether it is below looks at the column's negative. What was no longer split has the threshold +infinity.

@inline function step(nodes: usize, slot: u32, x: usize): u32 {
  const p = nodes + ((<usize>slot) << 3);
  return (slot << 1) + <u32>(load<f32>(x + <usize>load<u32>(p)) > load<f32>(p, 4));
}

@inline function addTo(out: usize, bottom: usize, slot: u32): void {
  store<f64>(out, load<f64>(out) + <f64>load<f32>(bottom + ((<usize>slot) << 2)));
}

// Adds to out[0..count] (f64, `count` a multiple of 8) the path length of each row in each of some trees. `nodes` holds 2^depth
// slots a tree, `values` as many f32 path lengths, those of the slots below the last level; x holds the rows' f32
// columns in `bytes` bytes, a multiple of 16, behind which their negatives are written. Eight rows walk side by side: a single one
// would wait for each of its reads.
export function walkIsolation(
  nodes: usize, values: usize, trees: u32, depth: u32, x: usize, bytes: u32, count: u32, out: usize,
): void {
  for (let at = x; at < x + <usize>bytes; at += 16) v128.store(at + <usize>bytes, f32x4.neg(v128.load(at)));
  const width: usize = (<usize>1) << depth;
  for (let tree: u32 = 0; tree < trees; tree++) {
    // bottom slots are counted from 2^depth on
    const bottom = values - (width << 2);
    for (let row: u32 = 0; row < count; row += 8) {
      const p = x + ((<usize>row) << 2);
      let a: u32 = 1, b: u32 = 1, c: u32 = 1, d: u32 = 1, e: u32 = 1, f: u32 = 1, g: u32 = 1, h: u32 = 1;
      for (let level: u32 = 0; level < depth; level++) {
        a = step(nodes, a, p);
        b = step(nodes, b, p + 4);
        c = step(nodes, c, p + 8);
        d = step(nodes, d, p + 12);
        e = step(nodes, e, p + 16);
        f = step(nodes, f, p + 20);
        g = step(nodes, g, p + 24);
        h = step(nodes, h, p + 28);
      }
      const to = out + ((<usize>row) << 3);
      addTo(to, bottom, a);
      addTo(to + 8, bottom, b);
      addTo(to + 16, bottom, c);
      addTo(to + 24, bottom, d);
      addTo(to + 32, bottom, e);
      addTo(to + 40, bottom, f);
      addTo(to + 48, bottom, g);
      addTo(to + 56, bottom, h);
    }
    nodes += width << 3;
    values += width << 2;
  }
}
