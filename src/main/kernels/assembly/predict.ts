// Trees for prediction: a node is 16 bytes, column u32, threshold f32 (or bin u32), left u32, missingLeft u32, and its right
// child follows its left one. A leaf leads to itself whatever the value is: threshold +infinity (or the missing bin), missingLeft
// 1, left itself. So four rows walk side by side without a branch until none of them moves.

@inline function step(nodes: usize, node: u32, x: usize, stride: usize): u32 {
  const p = nodes + ((<usize>node) << 4);
  const value = load<f32>(x + ((<usize>load<u32>(p) * stride) << 2));
  const goes: u32 = <u32>(value <= load<f32>(p, 4)) | (<u32>(value != value) & load<u32>(p, 12));
  // a leaf goes left, to itself
  return load<u32>(p, 8) + 1 - goes;
}

// Adds to out[0..count] (f64) the values of the leaves that the rows reach, tree by tree. x holds f32 columns, `stride` rows
// apart; roots[t] is the root of tree t, values[node] its score.
export function predictTrees(
  nodes: usize, roots: usize, trees: u32, values: usize, x: usize, stride: u32, count: u32, out: usize,
): void {
  const width = <usize>stride;
  for (let tree: u32 = 0; tree < trees; tree++) {
    const root = load<u32>(roots + ((<usize>tree) << 2));
    let i: u32 = 0;
    for (; i + 4 <= count; i += 4) {
      const px = x + ((<usize>i) << 2);
      let a = root, b = root, c = root, d = root;
      while (true) {
        const a1 = step(nodes, a, px, width);
        const b1 = step(nodes, b, px + 4, width);
        const c1 = step(nodes, c, px + 8, width);
        const d1 = step(nodes, d, px + 12, width);
        const moved = (a ^ a1) | (b ^ b1) | (c ^ c1) | (d ^ d1);
        a = a1; b = b1; c = c1; d = d1;
        if (moved == 0) break;
      }
      const to = out + ((<usize>i) << 3);
      store<f64>(to, load<f64>(to) + load<f64>(values + ((<usize>a) << 3)));
      store<f64>(to, load<f64>(to, 8) + load<f64>(values + ((<usize>b) << 3)), 8);
      store<f64>(to, load<f64>(to, 16) + load<f64>(values + ((<usize>c) << 3)), 16);
      store<f64>(to, load<f64>(to, 24) + load<f64>(values + ((<usize>d) << 3)), 24);
    }
    for (; i < count; i++) {
      let a = root;
      while (true) {
        const a1 = step(nodes, a, x + ((<usize>i) << 2), width);
        if (a1 == a) break;
        a = a1;
      }
      const to = out + ((<usize>i) << 3);
      store<f64>(to, load<f64>(to) + load<f64>(values + ((<usize>a) << 3)));
    }
  }
}

@inline function binStep(nodes: usize, node: u32, bins: usize, missing: u32): u32 {
  const p = nodes + ((<usize>node) << 4);
  const own = <u32>load<u8>(bins + <usize>load<u32>(p));
  const goes: u32 = <u32>(own <= load<u32>(p, 4)) | (<u32>(own == missing) & load<u32>(p, 12));
  return load<u32>(p, 8) + 1 - goes;
}

@inline function addTo(score: usize, row: usize, values: usize, node: u32): void {
  const to = score + (row << 3);
  store<f64>(to, load<f64>(to) + load<f64>(values + ((<usize>node) << 3)));
}

// Adds the value of the leaf that each row of index[0..count] reaches to its score (f64). Bins are row-major, `stride` bytes a
// row; thresholds are bins; one tree, whose root is node 0.
export function walkBins(
  nodes: usize, values: usize, rows: usize, stride: u32, missing: u32, index: usize, count: u32, score: usize,
): void {
  let i: u32 = 0;
  for (; i + 4 <= count; i += 4) {
    const at = index + ((<usize>i) << 2);
    const rowA = <usize>load<u32>(at), rowB = <usize>load<u32>(at, 4), rowC = <usize>load<u32>(at, 8), rowD = <usize>load<u32>(at, 12);
    const pA = rows + rowA * stride, pB = rows + rowB * stride, pC = rows + rowC * stride, pD = rows + rowD * stride;
    let a: u32 = 0, b: u32 = 0, c: u32 = 0, d: u32 = 0;
    while (true) {
      const a1 = binStep(nodes, a, pA, missing);
      const b1 = binStep(nodes, b, pB, missing);
      const c1 = binStep(nodes, c, pC, missing);
      const d1 = binStep(nodes, d, pD, missing);
      const moved = (a ^ a1) | (b ^ b1) | (c ^ c1) | (d ^ d1);
      a = a1; b = b1; c = c1; d = d1;
      if (moved == 0) break;
    }
    addTo(score, rowA, values, a);
    addTo(score, rowB, values, b);
    addTo(score, rowC, values, c);
    addTo(score, rowD, values, d);
  }
  for (; i < count; i++) {
    const row = <usize>load<u32>(index + ((<usize>i) << 2));
    let node: u32 = 0;
    while (true) {
      const next = binStep(nodes, node, rows + row * stride, missing);
      if (next == node) break;
      node = next;
    }
    addTo(score, row, values, node);
  }
}
