import { useMemo, useSyncExternalStore } from 'react';
import type { MarketOverview } from '../../shared/market.ts';
import { LineChart } from '../chart/lazy.tsx';
import { formatPercent, formatShare } from '../format.ts';
import { usePageMemory } from '../state/preferences.ts';
import type { QueryState } from '../state/query.ts';
import { Segmented } from '../ui/choice.tsx';
import { Figure } from '../ui/figure.tsx';
import { span } from '../ui/page.tsx';
import { QueryPanel } from '../ui/panel.tsx';
import { Term } from '../ui/term.tsx';
import styles from './market.module.css';
import { type lastDays, sinceFirst } from './market-figures.ts';

type Shown = ReturnType<typeof lastDays>;
type Props = { readonly query: QueryState<MarketOverview>; readonly shown: Shown | undefined };

const HEIGHT = 210;

const WIDE = '(min-width: 1900px)';

/** Returns whether three panels stand side by side: then charts beside the longest one are taller, so that none ends early. */
function useIsWide(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = matchMedia(WIDE);
      query.addEventListener('change', listener);
      return () => query.removeEventListener('change', listener);
    },
    () => matchMedia(WIDE).matches,
  );
}

const VALUE_CHOICES = [
  { value: 'index', label: 'Index', title: 'Change since the first day shown, weighted by market cap' },
  { value: 'cap', label: 'Total value', title: 'Sum of the market caps of the tokens of each day' },
  { value: 'bitcoin', label: 'Bitcoin share', title: 'Part of that sum that is Bitcoin' },
] as const;
type ValueChoice = (typeof VALUE_CHOICES)[number]['value'];

const VALUE_NOTES: Readonly<Record<ValueChoice, string>> = {
  index:
    'What a holder of the whole market by size would have gained or lost since the first day shown, before costs. Tokens that died are in it until their end.',
  cap: 'It leaps where a source of data begins or ends; the index does not.',
  bitcoin: 'A rising share often means that money moves from smaller tokens into safety.',
};

/** Shows market index, total value or Bitcoin's share over time. */
export function ValuePanel({ query, shown }: Props) {
  const [choice, setChoice] = usePageMemory<ValueChoice>(
    'market.value',
    'index',
    (kept) => VALUE_CHOICES.find(({ value }) => value === kept)?.value,
  );
  const series = useMemo(() => {
    if (shown === undefined) return [];
    if (choice === 'index') return [{ id: 'index', label: 'Market index', values: sinceFirst(shown.index) }];
    if (choice === 'cap') return [{ id: 'cap', label: 'Total value', values: shown.marketCap, colour: 3 }];
    return [{ id: 'bitcoin', label: 'Bitcoin share', values: shown.bitcoinShare, colour: 2 }];
  }, [shown, choice]);
  return (
    <QueryPanel
      title={<Term word="market index">Market over time</Term>}
      query={query}
      className={span.part}
      actions={<Segmented label="What the chart shows" value={choice} onChange={setChoice} choices={VALUE_CHOICES} />}
    >
      {() => (
        <>
          <LineChart
            id={`market-${choice}`}
            label={VALUE_CHOICES.find(({ value }) => value === choice)?.label ?? ''}
            times={shown?.dayTime ?? []}
            series={series}
            kind={choice === 'index' ? 'percent' : choice === 'cap' ? 'money' : 'share'}
            height={HEIGHT + 94}
          />
          <p className={styles.explain}>{VALUE_NOTES[choice]}</p>
        </>
      )}
    </QueryPanel>
  );
}

/** Shows the probability of turbulent times over time, and what the two kinds of times were like. */
export function RegimePanel({ query, shown }: Props) {
  const isWide = useIsWide();
  const series = useMemo(
    () => [
      {
        id: 'stress',
        label: 'Probability of turbulent times',
        values: shown?.stress ?? [],
        shape: 'area' as const,
        colour: 6,
      },
    ],
    [shown],
  );
  return (
    <QueryPanel
      title={<Term word="regime">Calm or turbulent over time</Term>}
      query={query}
      className={span.part}
      empty={({ regime }) => (regime.now === null ? regime.note : null)}
    >
      {({ regime }) => (
        <>
          <LineChart
            id="market-regime"
            label="Probability of turbulent times"
            times={shown?.dayTime ?? []}
            series={series}
            kind="share"
            height={isWide ? HEIGHT + 190 : HEIGHT}
          />
          <table className={styles.states}>
            <caption className="hidden-text">What calm and turbulent times were like so far</caption>
            <thead>
              <tr>
                <th scope="col">So far</th>
                <th scope="col">
                  Return <small>a year</small>
                </th>
                <th scope="col">
                  <Term word="volatility">Volatility</Term> <small>a year</small>
                </th>
              </tr>
            </thead>
            <tbody>
              {(['calm', 'turbulent'] as const).map((state) => (
                <tr key={state} aria-current={regime.now === state || undefined}>
                  <th scope="row">
                    {state === 'calm' ? 'Calm times' : 'Turbulent times'}
                    {regime.now === state ? ', as now' : ''}
                  </th>
                  <td>
                    <Figure kind="percent" value={regime[state]?.meanReturn} isChange />
                  </td>
                  <td>
                    <Figure kind="share" value={regime[state]?.volatility} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className={styles.explain}>{regime.note}</p>
        </>
      )}
    </QueryPanel>
  );
}

/** Shows fear and greed over time and the parts that it is put together from. */
export function MoodPanel({ query, shown }: Props) {
  const series = useMemo(
    () => [{ id: 'mood', label: 'Fear and greed', values: shown?.mood ?? [], colour: 2 }],
    [shown],
  );
  return (
    <QueryPanel title={<Term word="fear and greed">Fear and greed over time</Term>} query={query} className={span.part}>
      {({ fearAndGreed }) => (
        <>
          <LineChart
            id="market-mood"
            label="Fear and greed, 0 to 100"
            times={shown?.dayTime ?? []}
            series={series}
            kind="score"
            height={HEIGHT}
          />
          <table className={styles.mood}>
            <caption className="hidden-text">Parts of fear and greed</caption>
            <thead>
              <tr>
                <th scope="col">Part</th>
                <th scope="col">Weight</th>
                <th scope="col">
                  Score <small>of 100</small>
                </th>
              </tr>
            </thead>
            <tbody>
              {fearAndGreed.components.map((part) => (
                <tr key={part.id} data-missing={part.value === null || undefined}>
                  <th scope="row">
                    {part.label}
                    <small>{part.absence === null ? part.description : `Left out: ${part.absence}`}</small>
                  </th>
                  <td title={`${formatShare(part.nominalWeight, 0)} where every part is known`}>
                    <Figure kind="share" value={part.usedWeight} />
                  </td>
                  <td>
                    <Figure kind="score" value={part.value} why={part.absence} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className={styles.explain}>
            Each part is ranked within its own last year. What is missing is left out and the other weights are raised
            to 100 %. Extremes tell of the mood, not of what comes next.
          </p>
        </>
      )}
    </QueryPanel>
  );
}

/** Shows the four measures of breadth over time, and what they are now. */
export function BreadthPanel({ query, shown, hasRoom }: Props & { readonly hasRoom: boolean }) {
  const isWide = useIsWide();
  const series = useMemo(() => {
    const breadth = shown?.breadth;
    return [
      { id: 'above50', label: 'Above 50-day average', values: breadth?.aboveAverage50 ?? [] },
      { id: 'above200', label: 'Above 200-day average', values: breadth?.aboveAverage200 ?? [] },
      { id: 'advancing', label: 'Rose over 7 days', values: breadth?.advancing ?? [] },
      { id: 'highs', label: '90-day highs less lows', values: breadth?.newHighs ?? [] },
    ];
  }, [shown]);
  return (
    <QueryPanel
      title={<Term word="breadth">Breadth over time</Term>}
      query={query}
      className={hasRoom ? styles.rest : span.part}
    >
      {({ breadth, index }) => (
        <>
          <LineChart
            id="market-breadth"
            label="Shares of the tokens"
            times={shown?.dayTime ?? []}
            series={series}
            kind="share"
            height={isWide ? HEIGHT + 250 : HEIGHT + 190}
          />
          <p className={styles.explain}>
            {breadthSentence(breadth.aboveAverage50.at(-1) ?? null, index.at(-1) ?? null, index.at(-31) ?? null)} Each
            line is a share of the tokens that could be held on that day; highs less lows falls below zero where more
            tokens stand at a 90-day low than at a high.
          </p>
        </>
      )}
    </QueryPanel>
  );
}

function breadthSentence(above: number | null, now: number | null, before: number | null): string {
  if (above === null || now === null || before === null) return '';
  const change = now / before - 1;
  const many = above >= 0.5;
  const moved = `The market ${change >= 0 ? 'gained' : 'lost'} ${formatPercent(Math.abs(change), 1).replace('+', '')} in 30 days`;
  const share = `${formatShare(above, 0)} of the tokens stand above their 50-day average`;
  if (change >= 0) return `${moved} and ${share}: ${many ? 'many take part' : 'few take part, which is fragile'}.`;
  return `${moved} and ${share}: ${many ? 'most hold up' : 'the fall is broad'}.`;
}
