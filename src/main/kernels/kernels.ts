/**
 * The inner loops, compiled to WebAssembly with SIMD (scripts/build-kernels.ts). A kernel reads and writes one memory, which
 * all threads of a fit share; what it takes are byte offsets into that memory (`…At`) and plain numbers.
 */
import { readFileSync } from 'node:fs';
import { AppError } from '../../shared/errors.ts';
import type { NetworkKernels } from './network-kernels.ts';

/** The memory of a fit: may be posted to another thread, which then sees the same bytes. */
export type KernelMemory = { readonly buffer: SharedArrayBuffer; grow(pages: number): number };

/** What the module exports; the files in `assembly/` say what each function does. */
export type Kernels = NetworkKernels & {
  /** Bin of each of `count` f32 values: how many of the ascending cuts are below it; `missing` for NaN. */
  binColumn(valuesAt: number, count: number, cutsAt: number, padded: number, missing: number, outAt: number): void;
  /** Adds the products of a panel's four f64 series with those of it and later panels, over some of their days. */
  crossPanel(
    packedAt: number,
    cAt: number,
    panel: number,
    panels: number,
    length: number,
    from: number,
    until: number,
  ): void;
  /** c += a · b, row-major f32: a is m × k, b is k × n. */
  gemm(aAt: number, bAt: number, cAt: number, m: number, n: number, k: number): void;
  /** Lays up to 16 column-major columns side by side, in rows of `stride` bytes. */
  blockBins(
    binsAt: number,
    rows: number,
    columns: number,
    from: number,
    until: number,
    outAt: number,
    stride: number,
  ): void;
  /** Brings rows and their gradients into the cache. @returns a number without meaning. */
  touchRows(rowsAt: number, stride: number, indexAt: number, count: number, packedAt: number): number;
  /** Adds rows to the histogram of a block of 16 columns with 64 bins each. */
  histogram64(blockAt: number, stride: number, indexAt: number, count: number, packedAt: number, histAt: number): void;
  /** Adds rows to the histogram of a block of 16 columns with 256 bins each. */
  histogram256(blockAt: number, stride: number, indexAt: number, count: number, packedAt: number, histAt: number): void;
  /** Adds rows to the histograms of listed columns, 2^shift bins each. */
  histogramListed(
    rowsAt: number,
    stride: number,
    indexAt: number,
    count: number,
    packedAt: number,
    histAt: number,
    listAt: number,
    listed: number,
    shift: number,
  ): void;
  /** Adds a thread's histogram to a child's (or puts it there) and takes it from its parent's (0: none). */
  mergeHistograms(ownAt: number, adds: number, bytes: number, childAt: number, parentAt: number): void;
  /** Splits a list of rows in two, each in its order. @returns how many went left. */
  partitionRows(
    binsAt: number,
    indexAt: number,
    count: number,
    bin: number,
    missing: number,
    missingLeft: number,
    leftAt: number,
    rightAt: number,
  ): number;
  /** Writes the best split of each column of a histogram, {@link SPLIT_BYTES} each. */
  findSplits(
    histAt: number,
    columns: number,
    bins: number,
    useAt: number,
    signAt: number,
    gradientUnit: number,
    weightUnit: number,
    l2: number,
    rowsPerWeight: number,
    minRows: number,
    outAt: number,
  ): void;
  /** Writes the best split of a node over the listed columns. */
  searchColumns(
    binsAt: number,
    rows: number,
    columnsAt: number,
    columnCount: number,
    indexAt: number,
    packedAt: number,
    count: number,
    histAt: number,
    binCount: number,
    scratchAt: number,
    gradientUnit: number,
    weightUnit: number,
    rowsPerWeight: number,
    minRows: number,
    outAt: number,
  ): void;
  /** Splits a list of rows and their gradients in place. @returns how many went left. */
  partitionBag(
    binsAt: number,
    indexAt: number,
    packedAt: number,
    count: number,
    bin: number,
    missing: number,
    missingLeft: number,
    spareIndexAt: number,
    sparePackedAt: number,
  ): number;
  /** out = a & b, `words` of 32 bits, a multiple of 4. @returns how many bits of it are set. */
  intersectBits(aAt: number, bAt: number, outAt: number, words: number): number;
  /** Writes for each block of words two f64: bits of a set in the outcome less what was expected (f64 a word), and its bits. */
  sumExcess(setAt: number, outcomeAt: number, baseAt: number, endsAt: number, blocks: number, outAt: number): void;
  /** Adds the leaf values of several trees to f64 scores; x is f32, column-major, `stride` rows a column. */
  predictTrees(
    nodesAt: number,
    rootsAt: number,
    trees: number,
    valuesAt: number,
    xAt: number,
    stride: number,
    count: number,
    outAt: number,
  ): void;
  /** Adds the leaf values of one tree to the f64 scores of listed rows, by their row-major bins. */
  walkBins(
    nodesAt: number,
    valuesAt: number,
    rowsAt: number,
    stride: number,
    missing: number,
    indexAt: number,
    count: number,
    scoreAt: number,
  ): void;
  /** Adds the path lengths of some isolation trees to f64 sums, and writes the negatives of x behind it; `count` a multiple of 8. */
  walkIsolation(
    nodesAt: number,
    valuesAt: number,
    trees: number,
    depth: number,
    xAt: number,
    bytes: number,
    count: number,
    outAt: number,
  ): void;
  /** Quantises gradients and lists the rows that are drawn and those that are not. @returns how many were drawn. */
  packRows(
    gradientAt: number,
    hessianAt: number,
    weightsAt: number,
    from: number,
    until: number,
    gradientScale: number,
    hessianScale: number,
    even: number,
    key: number,
    bound: number,
    packedAt: number,
    chosenAt: number,
    othersAt: number,
    sumsAt: number,
  ): number;
  /** Writes what each query reads (rows × queries × width) and its shares (rows × heads × queries × stride). */
  attend(
    queryAt: number,
    keyValueAt: number,
    outAt: number,
    sharesAt: number,
    rows: number,
    queries: number,
    steps: number,
    stride: number,
    width: number,
    heads: number,
  ): void;
  /** Writes the gradients of queries, keys and values; `scratchAt` takes `stride` f32. */
  attendBack(
    queryAt: number,
    keyValueAt: number,
    sharesAt: number,
    outGradientAt: number,
    queryGradientAt: number,
    keyValueGradientAt: number,
    scratchAt: number,
    rows: number,
    queries: number,
    steps: number,
    stride: number,
    width: number,
    heads: number,
  ): void;
  /** Copies rows of `bytes` bytes, a multiple of 16; a step of 0 is one row again and again. */
  copyRows(fromAt: number, fromStep: number, toAt: number, toStep: number, bytes: number, rows: number): void;
  /** Adds rows of `bytes` bytes, a multiple of 16, to others; a step of 0 is one row again and again. */
  addRows(fromAt: number, fromStep: number, toAt: number, toStep: number, bytes: number, rows: number): void;
  /** Sets bytes to 0. */
  clear(at: number, bytes: number): void;
  /** Writes each row less its mean, by its deviation, times a gain, plus a shift; `statsAt` keeps two f32 a row. */
  normaliseRows(
    xAt: number,
    gainAt: number,
    shiftAt: number,
    outAt: number,
    statsAt: number,
    rows: number,
    width: number,
  ): void;
  /** Adds to the gradients of the rows, of the gain and of the shift. */
  normaliseRowsBack(
    xAt: number,
    gainAt: number,
    statsAt: number,
    outGradientAt: number,
    xGradientAt: number,
    gainGradientAt: number,
    shiftGradientAt: number,
    rows: number,
    width: number,
  ): void;
};

/** Bytes of a split that a kernel found: gain f64, left gradient i32 above left weight u32, bin, missingLeft, place. */
export const SPLIT_BYTES = 32;
/** Columns of a block of bins. */
export const BLOCK_COLUMNS = 16;
/** Bytes of a node that a kernel walks: column, threshold or bin, left child, missingLeft. */
export const NODE_BYTES = 16;

// ECMAScript's own types do not know of WebAssembly; these are the few that are used.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  readonly Memory: new (limits: { initial: number; maximum: number; shared: true }) => KernelMemory;
};

const PAGE = 65_536;
/** 4 GiB, which is what 32-bit offsets reach; reserved, not taken. */
const MAXIMUM_PAGES = 65_536;
/** Seen from `src/main/kernels`, or from `build/app/main/kernels` where the program was built for the desktop. */
const FILE = new URL(
  import.meta.url.endsWith('.ts') ? '../../../build/kernels/kernels.wasm' : '../../../kernels/kernels.wasm',
  import.meta.url,
);

let compiled: object | undefined;
const instances = new WeakMap<KernelMemory, Kernels>();

function loadModule(): object {
  try {
    return new WebAssembly.Module(readFileSync(FILE));
  } catch (cause) {
    throw new AppError('unavailable', 'The kernels could not be loaded, need `npm run build` to compile them', {
      cause,
    });
  }
}

/** Returns the kernels over a memory; one instance a thread and memory. Throws `unavailable` if they were not built. */
export function kernelsOver(memory: KernelMemory): Kernels {
  const known = instances.get(memory);
  if (known !== undefined) return known;
  compiled ??= loadModule();
  const kernels = new WebAssembly.Instance(compiled, { env: { memory } }).exports as Kernels;
  instances.set(memory, kernels);
  return kernels;
}

let kept: KernelMemory | undefined;
let isKeptTaken = false;

/**
 * Runs `use` over a memory of at least `bytes` and returns what it returns. What the memory holds at first is undefined. A thread
 * keeps one memory and hands it out again: each reserves 8 GiB of addresses, which collection gives back too late when a
 * backtest trains hundreds of models.
 */
export function withMemory<Result>(bytes: number, use: (memory: KernelMemory) => Result): Result {
  const pages = Math.ceil(bytes / PAGE) + 1;
  if (pages > MAXIMUM_PAGES) {
    const gigabytes = (bytes / 2 ** 30).toFixed(1);
    throw new AppError('invalid-input', `The work needed ${gigabytes} GiB of memory, may take at most 4`);
  }
  if (isKeptTaken) return use(new WebAssembly.Memory({ initial: pages, maximum: MAXIMUM_PAGES, shared: true }));
  kept ??= new WebAssembly.Memory({ initial: pages, maximum: MAXIMUM_PAGES, shared: true });
  const lacking = pages - kept.buffer.byteLength / PAGE;
  if (lacking > 0) kept.grow(lacking);
  isKeptTaken = true;
  try {
    return use(kept);
  } finally {
    isKeptTaken = false;
  }
}

/** Hands out places in a memory that is not there yet, one after another. */
export type Planner = {
  /** Returns the offset of `bytes` bytes, a multiple of 64. */
  place(bytes: number): number;
  /** Returns how many bytes were placed. */
  total(): number;
};

/** Returns a planner. It starts at 64, so that no place is 0, which kernels read as "none". */
export function createPlanner(): Planner {
  let end = 64;
  return {
    place(bytes) {
      const at = end;
      end += Math.ceil(bytes / 64) * 64;
      return at;
    },
    total: () => end,
  };
}
