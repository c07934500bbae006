/** Writes docs/factors.md from the registry of factors; with --check it fails if the file is not current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { FACTOR_GROUPS, type Factor, type FactorGroup } from '../src/main/factors/factor.ts';
import { FACTORS } from '../src/main/factors/registry.ts';

const PATH = 'docs/factors.md';

const TITLES: Readonly<Record<FactorGroup, string>> = {
  momentum: 'Technical and momentum',
  liquidity: 'Volume and liquidity',
  volatility: 'Volatility and risk',
  'cross-asset': 'Cross-asset and relative strength',
  valuation: 'Valuation and supply',
  'on-chain': 'On the chain',
  developer: 'Development',
  sentiment: 'Text and sentiment',
  macro: 'State of the market and the world',
};

/** Returns text that no table or formula of Markdown takes for its own. */
const plain = (text: string): string => text.replace(/[|*<]/g, '\\$&');

const rowOf = (factor: Factor): string => {
  const { id, version, unit, inputs, lookback, minimumObservations, expectedRange, formula, reference } = factor;
  const range = `${expectedRange[0]} … ${expectedRange[1]}`;
  const cells = [formula, unit, inputs.join(', '), `${lookback}`, `${minimumObservations}`, range, reference];
  return `| \`${id}\` ${version} | ${cells.map(plain).join(' | ')} |`;
};

const sections = FACTOR_GROUPS.map((group) => {
  const members = FACTORS.filter((factor) => factor.group === group);
  return [
    `## ${TITLES[group]} (${members.length})`,
    '',
    '| id, version | formula | unit | inputs | lookback | minimum | range | reference |',
    '|---|---|---|---|---|---|---|---|',
    ...members.map(rowOf),
    '',
  ].join('\n');
});

const policies = [...new Set(FACTORS.map(({ missingPolicy }) => missingPolicy))];
const rules = [...new Set(FACTORS.map(({ knownAtRule }) => knownAtRule))];
const text = [
  '# Factors',
  '',
  `Made from \`src/main/factors/registry.ts\` by \`npm run docs\`: ${FACTORS.length} factors, each a number for each asset and day.`,
  '',
  `- Known: ${rules.join(' ')}`,
  `- Missing: ${policies.join(' ')} A source that has closes alone has no factor that needs open, high or low.`,
  '- A window needs two thirds of its days unless a formula says otherwise. Returns are simple, from close to close; standard',
  '  deviations divide by n - 1; annual figures are × √365. Volume is traded value in USD.',
  '- *Lookback*: days back that can move the value by more than the rounding of a Float32. *Minimum*: days with candles without',
  '  which the value is missing. *Range*: what raw values keep to on an ordinary market; it cuts nothing off.',
  '- Models see ranks: winsorised at 1 and 99 % within the eligible universe of the day, then ranked to [-1, 1]. What is one figure',
  `  for all tokens (${FACTORS.filter(({ ranking }) => ranking === 'shared')
    .map(({ id }) => `\`${id}\``)
    .join(', ')}) they see as it is, the range becoming -1 to 1.`,
  `- ${FACTORS.filter(({ isOptional }) => isOptional).length} read what is no candle. Not every token has that, so coverage does not count them.`,
  '',
  ...sections,
].join('\n');

if (process.argv.includes('--check')) {
  if (readFileSync(PATH, 'utf8') !== text) {
    console.error(`${PATH} is not current; run npm run docs`);
    process.exit(1);
  }
} else writeFileSync(PATH, text);
