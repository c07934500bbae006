/** Probability of backtest overfitting: how often the best trial of one half of the days is below average in the other. */
import type { Overfitting } from '../../shared/backtests.ts';
import { AppError } from '../../shared/errors.ts';

/**
 * Returns the share of half-and-half splits in which the in-sample best trial ranks in the lower half out of sample.
 *
 * 1. Cut the days into `blockCount` even blocks, and sum each trial's returns and squares in each (`blockSums`).
 * 2. For each choice of half of the blocks, take the trial with the best Sharpe ratio there.
 * 3. Rank its Sharpe ratio among all trials in the other half: `ω = rank / (N + 1)`, `λ = ln(ω / (1-ω))`.
 * 4. The probability is the share of `λ ≤ 0`; `slope` regresses the out-of-sample on the in-sample Sharpe of the chosen.
 *
 * High among uniformly good trials it is no failure. Days that do not fill the last block are left out at the start.
 * Throws `invalid-input` for fewer than 2 trials, unequal lengths, an odd `blockCount` or fewer than 2 days a block.
 *
 * @param trials - daily returns of each trial, over the same days.
 * @see Bailey, Borwein, López de Prado & Zhu (2017), "The probability of backtest overfitting".
 */
export function measureOverfitting(trials: readonly Float64Array[], blockCount = 10): Overfitting {
  const n = trials.length;
  const days = trials[0]?.length ?? 0;
  const blockDays = Math.floor(days / blockCount);
  if (n < 2 || blockCount % 2 !== 0 || blockDays < 2 || trials.some(({ length }) => length !== days)) {
    throw new AppError(
      'invalid-input',
      `Overfitting was asked of ${n} trials of ${days} days in ${blockCount} blocks, needs 2 or more trials of equal length, an even number of blocks and 2 days in each`,
    );
  }
  const sums = blockSums(trials, blockCount, blockDays);
  const half = blockCount / 2;
  const inSample = new Float64Array(n);
  const outOfSample = new Float64Array(n);
  const chosenIn: number[] = [];
  const chosenOut: number[] = [];
  let below = 0;
  let losses = 0;
  for (let mask = 0; mask < 1 << blockCount; mask++) {
    if (bitCount(mask) !== half) continue;
    let best = 0;
    for (let trial = 0; trial < n; trial++) {
      inSample[trial] = sharpeOver(sums, trial, mask, blockCount, blockDays);
      outOfSample[trial] = sharpeOver(sums, trial, ~mask, blockCount, blockDays);
      if (inSample[trial] > inSample[best]) best = trial;
    }
    let rank = 1;
    for (let trial = 0; trial < n; trial++) if (outOfSample[trial] < outOfSample[best]) rank++;
    if (rank <= n + 1 - rank) below++;
    if (outOfSample[best] < 0) losses++;
    chosenIn.push(inSample[best]);
    chosenOut.push(outOfSample[best]);
  }
  const splitCount = chosenIn.length;
  return {
    probability: below / splitCount,
    lossProbability: losses / splitCount,
    slope: slopeOf(chosenIn, chosenOut),
    trialCount: n,
    splitCount,
  };
}

type BlockSums = { readonly sum: Float64Array; readonly squares: Float64Array };

function blockSums(trials: readonly Float64Array[], blockCount: number, blockDays: number): BlockSums {
  const sum = new Float64Array(trials.length * blockCount);
  const squares = new Float64Array(sum.length);
  trials.forEach((returns, trial) => {
    const first = returns.length - blockCount * blockDays;
    for (let i = first; i < returns.length; i++) {
      const at = trial * blockCount + Math.floor((i - first) / blockDays);
      sum[at] += returns[i];
      squares[at] += returns[i] * returns[i];
    }
  });
  return { sum, squares };
}

function sharpeOver(
  { sum, squares }: BlockSums,
  trial: number,
  mask: number,
  blockCount: number,
  blockDays: number,
): number {
  let total = 0;
  let totalSquares = 0;
  for (let block = 0; block < blockCount; block++) {
    if (((mask >> block) & 1) === 0) continue;
    total += sum[trial * blockCount + block];
    totalSquares += squares[trial * blockCount + block];
  }
  const count = (blockCount / 2) * blockDays;
  const average = total / count;
  const variance = (totalSquares - total * average) / (count - 1);
  return variance > 0 ? average / Math.sqrt(variance) : 0;
}

function bitCount(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}

function slopeOf(x: readonly number[], y: readonly number[]): number | null {
  const meanX = x.reduce((total, value) => total + value, 0) / x.length;
  const meanY = y.reduce((total, value) => total + value, 0) / y.length;
  let covariance = 0;
  let variance = 0;
  for (let i = 0; i < x.length; i++) {
    covariance += ((x[i] as number) - meanX) * ((y[i] as number) - meanY);
    variance += ((x[i] as number) - meanX) ** 2;
  }
  return variance > 0 ? covariance / variance : null;
}
