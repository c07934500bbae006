import { useMemo } from 'react';
import type { Output } from '../../shared/endpoint.ts';
import type { texts } from '../../shared/texts.ts';
import { LineChart } from '../chart/lazy.tsx';
import { Term } from '../ui/term.tsx';
import styles from './texts.module.css';

/** Shows sentiment and number of articles by day. */
export function SentimentCharts({
  id,
  value,
}: {
  /** Names the tables of the charts. */
  readonly id: string;
  readonly value: Output<(typeof texts)['texts.sentiment']>;
}) {
  const lines = useMemo(() => [{ id: 'sentiment', label: 'Mean sentiment', values: value.sentiment }], [value]);
  const bars = useMemo(
    () => [{ id: 'mentions', label: 'Articles', values: value.mentions, shape: 'histogram' as const, colour: 8 }],
    [value],
  );
  return (
    <>
      <LineChart
        id={`${id}-sentiment`}
        label="Sentiment by day, −1 to 1"
        times={value.day}
        series={lines}
        kind="ratio"
        hasZero
        height={190}
      />
      <LineChart
        id={`${id}-mentions`}
        label="Articles by day"
        times={value.day}
        series={bars}
        kind="count"
        height={110}
      />
      <p className={styles.explain}>
        <Term word="sentiment">Sentiment</Term> is 1 where words are as good as can be, −1 where they are as bad. On
        days with few articles it leaps; that means nothing.
      </p>
    </>
  );
}
