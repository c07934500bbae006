/**
 * One encoder layer over the steps of some rows, forward and backward: x + attention(norm(x)), then that + dense(norm(that)).
 * Some of the steps ask (all, or the last of each branch) and are what comes out; all steps are asked.
 */
import type { Kernels, Planner } from '../../kernels/kernels.ts';
import { constantOf, type ParameterSpec, uniformWithin } from './core.ts';

/** Heads of each layer. */
export const HEADS = 2;
/** What is added to the variance of a row, as in PyTorch; also in assembly/layer-norm.ts. */
export const LEAST_VARIANCE = 1e-5;
/** Width of the inner dense layer, in widths of a step. */
const INNER = 2;
const F32 = 4;

/** The weights of a layer in the order of their places. Matrices are [inputs][outputs]; a key lies before its value. */
const NAMES = [
  'attentionGain',
  'attentionShift',
  'query',
  'queryBias',
  'keyValue',
  'keyValueBias',
  'output',
  'outputBias',
  'denseGain',
  'denseShift',
  'inner',
  'innerBias',
  'outer',
  'outerBias',
] as const;
type LayerPlaces = Readonly<Record<(typeof NAMES)[number], number>>;

/** How many weights a layer has. */
export const LAYER_PARAMETERS = NAMES.length;

/** Returns the weights of a layer over steps of a width, named `encoder<layer>.<name>`. */
export function layerParameters(layer: number, width: number): ParameterSpec[] {
  const matrix = (inputs: number, outputs: number) => ({
    shape: [inputs, outputs],
    initial: uniformWithin(1 / Math.sqrt(inputs)),
  });
  const vector = (length: number, value: number) => ({ shape: [length], initial: constantOf(value) });
  const specs: Readonly<Record<(typeof NAMES)[number], Omit<ParameterSpec, 'name'>>> = {
    attentionGain: vector(width, 1),
    attentionShift: vector(width, 0),
    query: matrix(width, width),
    queryBias: vector(width, 0),
    keyValue: matrix(width, 2 * width),
    keyValueBias: vector(2 * width, 0),
    output: matrix(width, width),
    outputBias: vector(width, 0),
    denseGain: vector(width, 1),
    denseShift: vector(width, 0),
    inner: matrix(width, INNER * width),
    innerBias: vector(INNER * width, 0),
    outer: matrix(INNER * width, width),
    outerBias: vector(width, 0),
  };
  return NAMES.map((name) => ({ name: `encoder${layer}.${name}`, ...specs[name] }));
}

/** Names the places of a layer's weights, or of their gradients, which lie from `first` on. */
function placesOf(places: readonly number[], first: number): LayerPlaces {
  return Object.fromEntries(NAMES.map((name, i) => [name, places[first + i]])) as LayerPlaces;
}

/** Which steps a layer has and which of them ask: all in their order (null), or those listed. */
export type LayerShape = { readonly width: number; readonly steps: number; readonly asking: readonly number[] | null };

/** What a layer keeps between forward and backward, and what only backward needs, which layers share. */
export type LayerScratch = ReturnType<typeof planScratch>;

/** Places what the way back through any layer needs, for up to `rows` rows. */
export function planScratch(planner: Planner, { width, steps }: { width: number; steps: number }, rows: number) {
  const place = (columns: number): number => planner.place(rows * steps * columns * F32);
  return {
    inner: place(INNER * width),
    normed: place(width),
    read: place(width),
    query: place(width),
    keyValue: place(2 * width),
    shares: planner.place(strideOf(steps) * F32),
    turned: planner.place(INNER * width * width * F32),
    /** Takes the gradients of gains and shifts that nobody wants. */
    unwanted: planner.place(width * F32),
  };
}

/** Room of a query's shares: a multiple of four numbers. */
const strideOf = (steps: number): number => Math.ceil(steps / 4) * 4;

/** A layer whose places are known. */
export type Layer = {
  /** Where what comes out lies after `forward`: [rows][asking][width]. */
  readonly out: number;
  /** @param x - [rows][steps][width], left as it is until the way back. */
  forward(kernels: Kernels, weights: readonly number[], x: number, rows: number): void;
  /** Writes the gradient of x from that of `out`, which is overwritten, and adds to those of the weights if they are wanted. */
  backward(
    kernels: Kernels,
    weights: readonly number[],
    gradients: readonly number[] | null,
    x: number,
    outGradient: number,
    xGradient: number,
    rows: number,
  ): void;
};

/** Returns a layer for up to `most` rows, whose weights lie from `first` on. */
export function planLayer(
  planner: Planner,
  shape: LayerShape,
  scratch: LayerScratch,
  first: number,
  most: number,
): Layer {
  const { width, steps, asking } = shape;
  const queries = asking?.length ?? steps;
  const stride = strideOf(steps);
  const line = width * F32;
  const place = (count: number, columns: number): number => planner.place(most * count * columns * F32);
  const own = {
    normed: place(steps, width),
    normedStats: place(steps, 2),
    keyValue: place(steps, 2 * width),
    asked: asking === null ? 0 : place(queries, width),
    query: place(queries, width),
    shares: place(HEADS * queries, stride),
    read: place(queries, width),
    mid: place(queries, width),
    midNormed: place(queries, width),
    midStats: place(queries, 2),
    inner: place(queries, INNER * width),
    out: place(queries, width),
  };
  const asked = asking === null ? own.normed : own.asked;

  /** Where the asking steps lie among all of a row, and among themselves. */
  const moves =
    asking === null
      ? [{ all: 0, allStep: line, few: 0, fewStep: line, count: steps }]
      : asking.map((step, q) => ({
          all: step * line,
          allStep: steps * line,
          few: q * line,
          fewStep: queries * line,
          count: 1,
        }));
  const gather = (kernels: Kernels, from: number, to: number, rows: number): void => {
    for (const { all, allStep, few, fewStep, count } of moves) {
      kernels.copyRows(from + all, allStep, to + few, fewStep, line, rows * count);
    }
  };
  const scatter = (kernels: Kernels, from: number, to: number, rows: number): void => {
    for (const { all, allStep, few, fewStep, count } of moves) {
      kernels.addRows(from + few, fewStep, to + all, allStep, line, rows * count);
    }
  };

  return {
    out: own.out,
    forward(kernels, weights, x, rows) {
      const w = placesOf(weights, first);
      const [all, few] = [rows * steps, rows * queries];
      kernels.normaliseRows(x, w.attentionGain, w.attentionShift, own.normed, own.normedStats, all, width);
      if (asking !== null) gather(kernels, own.normed, own.asked, rows);
      dense(kernels, asked, w.query, w.queryBias, own.query, few, width, width);
      dense(kernels, own.normed, w.keyValue, w.keyValueBias, own.keyValue, all, width, 2 * width);
      kernels.attend(own.query, own.keyValue, own.read, own.shares, rows, queries, steps, stride, width, HEADS);
      gather(kernels, x, own.mid, rows);
      addDense(kernels, own.read, w.output, w.outputBias, own.mid, few, width, width);
      kernels.normaliseRows(own.mid, w.denseGain, w.denseShift, own.midNormed, own.midStats, few, width);
      dense(kernels, own.midNormed, w.inner, w.innerBias, own.inner, few, width, INNER * width);
      kernels.rectify(own.inner, INNER * width, few, INNER * width);
      kernels.copyRows(own.mid, line, own.out, line, line, few);
      addDense(kernels, own.inner, w.outer, w.outerBias, own.out, few, INNER * width, width);
    },
    backward(kernels, weights, gradients, x, outGradient, xGradient, rows) {
      const w = placesOf(weights, first);
      const g = gradients === null ? null : placesOf(gradients, first);
      const [all, few] = [rows * steps, rows * queries];
      const { inner, normed, read, query, keyValue, shares, unwanted, turned } = scratch;

      // the two dense layers; the gradient of what they were added to gathers in outGradient
      denseBack(
        kernels,
        turned,
        own.inner,
        w.outer,
        outGradient,
        inner,
        g?.outer,
        g?.outerBias,
        few,
        INNER * width,
        width,
      );
      kernels.rectifyGradient(own.inner, inner, INNER * width, few, INNER * width);
      denseBack(
        kernels,
        turned,
        own.midNormed,
        w.inner,
        inner,
        normed,
        g?.inner,
        g?.innerBias,
        few,
        width,
        INNER * width,
      );
      kernels.normaliseRowsBack(
        own.mid,
        w.denseGain,
        own.midStats,
        normed,
        outGradient,
        g?.denseGain ?? unwanted,
        g?.denseShift ?? unwanted,
        few,
        width,
      );

      // attention
      denseBack(kernels, turned, own.read, w.output, outGradient, read, g?.output, g?.outputBias, few, width, width);
      kernels.attendBack(
        own.query,
        own.keyValue,
        own.shares,
        read,
        query,
        keyValue,
        shares,
        rows,
        queries,
        steps,
        stride,
        width,
        HEADS,
      );
      denseBack(kernels, turned, asked, w.query, query, read, g?.query, g?.queryBias, few, width, width);
      denseBack(
        kernels,
        turned,
        own.normed,
        w.keyValue,
        keyValue,
        normed,
        g?.keyValue,
        g?.keyValueBias,
        all,
        width,
        2 * width,
      );
      scatter(kernels, read, normed, rows);
      kernels.clear(xGradient, all * line);
      scatter(kernels, outGradient, xGradient, rows);
      kernels.normaliseRowsBack(
        x,
        w.attentionGain,
        own.normedStats,
        normed,
        xGradient,
        g?.attentionGain ?? unwanted,
        g?.attentionShift ?? unwanted,
        all,
        width,
      );
    },
  };
}

/** out = x · w + bias */
function dense(
  kernels: Kernels,
  x: number,
  w: number,
  bias: number,
  out: number,
  rows: number,
  inputs: number,
  outputs: number,
): void {
  kernels.fillRows(bias, out, outputs, rows, outputs);
  kernels.gemm(x, w, out, rows, outputs, inputs);
}

/** out += x · w + bias */
function addDense(
  kernels: Kernels,
  x: number,
  w: number,
  bias: number,
  out: number,
  rows: number,
  inputs: number,
  outputs: number,
): void {
  kernels.addRows(bias, 0, out, outputs * F32, outputs * F32, rows);
  kernels.gemm(x, w, out, rows, outputs, inputs);
}

/** Writes the gradient of x, and adds to those of w and bias if they are wanted. `turned` takes the weights, turned. */
function denseBack(
  kernels: Kernels,
  turned: number,
  x: number,
  w: number,
  outGradient: number,
  xGradient: number,
  wGradient: number | undefined,
  biasGradient: number | undefined,
  rows: number,
  inputs: number,
  outputs: number,
): void {
  kernels.transpose(w, inputs, outputs, turned);
  kernels.clear(xGradient, rows * inputs * F32);
  kernels.gemm(outGradient, turned, xGradient, rows, inputs, outputs);
  if (wGradient === undefined || biasGradient === undefined) return;
  kernels.gemmTransposed(x, inputs, outGradient, outputs, wGradient, inputs, outputs, rows);
  kernels.addColumnSums(outGradient, outputs, rows, outputs, biasGradient);
}
