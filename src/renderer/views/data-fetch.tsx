import { useMemo, useState } from 'react';
import type { Output } from '../../shared/endpoint.ts';
import type { ErrorShape } from '../../shared/errors.ts';
import type { feeds } from '../../shared/feeds.ts';
import { formatCount, formatDayOf } from '../format.ts';
import { useRunningCall } from '../state/calls.ts';
import { useCommand } from '../state/commands.ts';
import { useConnection } from '../state/connection.ts';
import { Button } from '../ui/button.tsx';
import { CallProgress, CommandStatus } from '../ui/command-status.tsx';
import { Field, TextArea, TextField } from '../ui/field.tsx';
import { FittedTable } from '../ui/fitted-table.tsx';
import { ErrorState } from '../ui/states.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { EXCHANGE_NAMES, ExchangeNames } from './data-exchanges.tsx';
import { exampleMarkets, parseFromDay, parseMarkets } from './data-markets.ts';
import { useOpenOwn } from './data-own.ts';
import { RateOffer } from './data-rate.tsx';
import styles from './data-ways.module.css';
import { explainAbsence } from './data-words.ts';

type Fetched = Output<(typeof feeds)['feeds.ingest']>;
type FetchedMarket = Fetched['markets'][number];

const FETCH_ADVICE: Readonly<Record<string, string>> = {
  'not-found': 'Use the id that ccxt has for the exchange, in small letters, such as kraken or binance.',
  unavailable:
    'The exchange could not be reached. See whether this machine is online; some exchanges refuse some countries, so another one may answer.',
  'rate-limited': 'The exchange asked to wait. Try again in a few minutes; what had arrived is kept.',
};

/**
 * Shows what to fetch from the public endpoints of an exchange, the fetching while it runs, and what arrived.
 * @param props.isWide - the fields stand side by side.
 */
export function FetchFromExchange({
  onBegin,
  isWide,
}: {
  readonly onBegin?: (() => Promise<void>) | undefined;
  readonly isWide?: boolean | undefined;
}) {
  const fetch = useCommand('feeds.ingest');
  const running = useRunningCall('feeds.ingest');
  const connection = useConnection();
  const openOwn = useOpenOwn();
  const [exchange, setExchange] = useState('kraken');
  const [text, setText] = useState('');
  const [fromText, setFromText] = useState('');
  const [wasTried, setWasTried] = useState(false);
  const { markets, wrong } = useMemo(() => parseMarkets(text), [text]);
  const { from, error: fromError } = parseFromDay(fromText, Date.now());
  const exchangeError = exchange.trim() === '' ? 'Name an exchange, such as kraken' : null;
  const marketError =
    wrong.length > 0
      ? `${wrong.slice(0, 3).join(', ')}: write markets as base/quote, such as BTC/USD`
      : wasTried && markets.length === 0
        ? 'Name at least one market, such as BTC/USD'
        : null;
  const advice = fetch.error === null ? undefined : FETCH_ADVICE[fetch.error.code];
  // of a lost engine the kit knows better what to do than the advice on exchanges
  const explained: Pick<ErrorShape, 'code' | 'message'> | null =
    fetch.error === null || advice === undefined || connection.state !== 'connected'
      ? fetch.error
      : { code: 'invalid-input', message: `${fetch.error.message}. ${advice}` };
  const isBusy = fetch.state === 'running' || running !== undefined;

  const start = async (): Promise<void> => {
    setWasTried(true);
    if (exchangeError !== null || fromError !== null || wrong.length > 0 || markets.length === 0) return;
    await onBegin?.();
    if (!(await openOwn())) return;
    await fetch.run({ exchange: exchange.trim().toLowerCase(), markets: [...markets], from });
  };

  return (
    <form
      className={styles.stack}
      aria-label="Fetch from an exchange"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void start();
      }}
    >
      <div className={isWide ? styles.wide : styles.stack}>
        <Field label="Exchange" help="One of the list, or any id that ccxt knows" error={exchangeError}>
          <TextField value={exchange} onChange={setExchange} list={EXCHANGE_NAMES} name="exchange" />
        </Field>
        <ExchangeNames />
        <Field
          label="Markets"
          error={marketError}
          help={
            markets.length === 0
              ? `Such as ${exampleMarkets(exchange).split(', ').slice(0, 4).join(', ')}`
              : `${formatCount(markets.length)} ${markets.length === 1 ? 'market' : 'markets'}, one request or more each`
          }
        >
          <TextArea value={text} onChange={setText} rows={isWide ? 2 : 3} />
        </Field>
        <Field label="From day (UTC)" help="Empty: as far back as the exchange tells" error={fromError}>
          <TextField value={fromText} onChange={setFromText} placeholder="2020-01-01" name="from" />
        </Field>
      </div>
      <div className={styles.buttons}>
        <Button kind="primary" type="submit" disabledWhy={isBusy && 'Prices are being fetched already'}>
          Fetch prices
        </Button>
        <Button onClick={() => setText(exampleMarkets(exchange))}>Fill in 15 large ones</Button>
      </div>
      {fetch.state === 'running' ? (
        <CommandStatus command={fetch} title="Fetching prices" />
      ) : fetch.state === 'failed' ? (
        <ErrorState error={explained} title="Fetching prices did not succeed" onRetry={() => void start()} />
      ) : running === undefined ? null : (
        <CallProgress call={running} title="Fetching prices (begun before)" />
      )}
      {fetch.state === 'cancelled' ? (
        <p className={styles.note} role="status">
          Cancelled. What had arrived by then is kept; fetching again goes on from there.
        </p>
      ) : null}
      {fetch.value === undefined ? null : <FetchReport fetched={fetch.value} />}
    </form>
  );
}

const absencesOf = ({ absences }: FetchedMarket): string =>
  Object.entries(absences)
    .map(([kind, count]) => `${explainAbsence(kind).label} ×${formatCount(count)}`)
    .join(', ');

const COLUMNS: readonly TableColumn<FetchedMarket>[] = [
  { id: 'market', header: 'Market', width: 110, value: ({ market }) => market },
  { id: 'inserted', header: 'New days', kind: 'count', width: 85, value: ({ inserted }) => inserted },
  {
    id: 'revised',
    header: 'Corrected',
    help: 'Days that were known with other figures. Both are kept.',
    kind: 'count',
    width: 85,
    value: ({ revised }) => revised,
  },
  { id: 'refused', header: 'Refused', term: 'refused row', kind: 'count', width: 80, value: ({ refused }) => refused },
  { id: 'first', header: 'First day', width: 100, value: ({ earliestTime }) => nullable(earliestTime) },
  { id: 'last', header: 'Last day', width: 100, value: ({ latestTime }) => nullable(latestTime) },
  {
    id: 'why',
    header: 'What is missing, and why',
    term: 'absence',
    width: 420,
    value: (row) => row.error ?? (absencesOf(row) || null),
    cell: (row) => {
      const text = row.error ?? absencesOf(row);
      return text === '' ? 'nothing' : <span title={text}>{text}</span>;
    },
  },
];

const nullable = (time: number | null): string | null => (time === null ? null : formatDayOf(time));

function FetchReport({ fetched }: { readonly fetched: Fetched }) {
  const rows = useMemo(
    () => [...fetched.markets].sort((a, b) => Number(b.error !== null) - Number(a.error !== null)),
    [fetched],
  );
  const failed = rows.filter(({ error }) => error !== null).length;
  const inserted = rows.reduce((sum, row) => sum + row.inserted, 0);
  return (
    <section className={styles.stack} aria-label="Report of the fetching">
      <p role="status">
        {formatCount(inserted)} new days of {formatCount(rows.length - failed)} of {formatCount(rows.length)} markets of{' '}
        {fetched.exchange}, and its list of {formatCount(fetched.listingCount)} markets.{' '}
        {failed === 0
          ? 'What arrived can be used at once.'
          : 'The table says what was wrong with the others; check their names against the exchange, or fetch them again later.'}
      </p>
      <div className={styles.bordered}>
        <FittedTable
          id="fetch-report"
          label="Markets that were fetched"
          rows={rows}
          columns={COLUMNS}
          rowKey={({ market }) => market}
          isPlain
          most={320}
        />
      </div>
      {inserted > 0 ? <RateOffer /> : null}
    </section>
  );
}
