// The kernels, compiled to one WebAssembly module over an imported, shared memory. Every pointer is a byte offset into it.
// No function keeps state, allocates or has data of its own, so any number of threads may instantiate the module over one
// memory.
export { binColumn } from './bins';
export { crossPanel } from './cross-product';
export { gemm, gemmStrided, gemmTransposed, transpose } from './gemm';
export { blockBins, histogram64, histogram256, histogramListed, mergeHistograms, touchRows } from './histogram';
export { packRows } from './pack';
export { partitionRows } from './partition';
export { predictTrees, walkBins } from './predict';
export { findSplits } from './split';
export { partitionBag, searchColumns } from './forest';
export { attend, attendBack } from './attention';
export { normaliseRows, normaliseRowsBack } from './layer-norm';
export { addRows, clear, copyRows } from './rows';
export { walkIsolation } from './isolation';
export { adam, sumBlocks, sumSquares } from './adam';
export { addColumnSums, fillRows, gatherRows, joinSteps, rectify, rectifyGradient, splitSteps } from './dense';
export { gruBackward, gruForward } from './gru';
export { lstmBackward, lstmForward } from './lstm';
export { intersectBits, sumExcess } from './bitset';
