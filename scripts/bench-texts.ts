/**
 * How many short texts one core reads a second: words, word list, classifier, tokens and terms of risk, over the titles of crypto news
 * and crypto posts in ../shared/data. Time is that of this process, not of the clock, so that a busy machine says nearly the same.
 */
import { textResources } from '../src/main/jobs/text-resources.ts';
import { createReader } from '../src/main/text/reader.ts';
import { createRecogniser, type TokenName } from '../src/main/text/recognise.ts';
import { readColumns } from './labelled-texts.ts';

const ROUNDS = 7;

const tokens = readColumns('meta/coingecko_assets', ['id', 'symbol', 'name']).map(
  ([asset, symbol, name]): TokenName => ({
    asset: asset!,
    symbol: symbol!,
    name: name!,
    knownTime: 0,
    untilTime: Infinity,
  }),
);
const titles = readColumns('text/crypto_news_autolabel', ['title']).flat();
const posts = readColumns('text/crypto_reddit_sentiment', ['text']).flat();
const texts = [...titles, ...posts];
const characters = texts.reduce((sum, { length }) => sum + length, 0) / texts.length;
const read = createReader({ ...textResources(), recognise: createRecogniser(tokens, () => 1) });

const seconds = Array.from({ length: ROUNDS }, () => {
  const before = process.cpuUsage();
  for (const title of texts) read({ title, body: '', publishedTime: 0 });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}).sort((a, b) => a - b);
const median = seconds[Math.floor(ROUNDS / 2)]!;
console.log(
  `${texts.length} texts of ${characters.toFixed(0)} characters, ${tokens.length} tokens: ` +
    `${Math.round(texts.length / median)} texts/s (median of ${ROUNDS} rounds; best ${Math.round(texts.length / seconds[0]!)})`,
);
