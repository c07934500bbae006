import { ArrowLeft } from 'lucide-react';
import { useMemo } from 'react';
import { Link, useLocation } from 'wouter';
import type { AssetFacts } from '../../shared/assets.ts';
import { tokenPath } from '../routes.ts';
import { useQuery } from '../state/query.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Grid, Page, span } from '../ui/page.tsx';
import { Panel } from '../ui/panel.tsx';
import { Combobox } from '../ui/select.tsx';
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx';
import { type RatingRow, rowsOf } from './ratings-rows.ts';
import styles from './token.module.css';
import { TokenChart } from './token-chart.tsx';
import { TokenFactors } from './token-factors.tsx';
import { TokenHeader } from './token-header.tsx';
import { TokenEvidence, TokenSources } from './token-identity.tsx';
import { TokenMoves } from './token-moves.tsx';
import { TokenNeighbours } from './token-neighbours.tsx';
import { TokenQuality } from './token-quality.tsx';
import { TokenReasons } from './token-reasons.tsx';
import { TokenAnomalies, TokenPatterns } from './token-signs.tsx';
import { TokenTexts } from './token-texts.tsx';

/** Shows one token: its price, grades with their reasons, factors, neighbours and sources. */
export function TokenView({ asset }: { readonly asset: string }) {
  const facts = useQuery('assets.get', { asset }, { refreshOn: ['data.changed'] });
  if (facts.state === 'failed' && facts.error?.code === 'not-found') return <UnknownToken asset={asset} />;
  const { value } = facts;
  return (
    <Page
      title={value === undefined ? asset : <TokenTitle facts={value} />}
      documentTitle={value?.name ?? asset}
      note={value?.sector ?? undefined}
      actions={
        <Link href="/ratings" className={styles.back}>
          <ArrowLeft aria-hidden="true" />
          All ratings
        </Link>
      }
    >
      {facts.state === 'failed' ? (
        <Panel title="This token">
          <ErrorState error={facts.error} onRetry={facts.refresh} />
        </Panel>
      ) : value === undefined ? (
        <Panel title="This token">
          <Skeleton lines={8} />
        </Panel>
      ) : (
        <KnownToken facts={value} />
      )}
    </Page>
  );
}

function TokenTitle({ facts }: { readonly facts: AssetFacts }) {
  return (
    <>
      {facts.name} {facts.symbol === null ? null : <span className={styles.symbol}>{facts.symbol}</span>}
    </>
  );
}

const NO_ROWS: readonly RatingRow[] = [];

function KnownToken({ facts }: { readonly facts: AssetFacts }) {
  const { asset } = facts;
  const rating = useQuery('ratings.get', { asset }, { refreshOn: ['ratings.changed'] });
  const table = useQuery('ratings.table', {}, { refreshOn: ['ratings.changed'] });
  const infos = useQuery('factors.list', {}).value?.factors ?? NOTHING;
  const rows = useMemo(() => {
    const all = table.value === undefined ? NO_ROWS : rowsOf(table.value);
    return new Map(all.map((row) => [row.asset, row]));
  }, [table.value]);
  const { value: rated } = rating;
  return (
    <>
      <TokenHeader
        facts={facts}
        trader={rated?.rating.trader ?? null}
        investor={rated?.rating.investor ?? null}
        ratedAsOf={rated?.asOf ?? null}
        notRated={rating.state === 'failed' ? (rating.error?.message ?? 'It was not rated') : null}
      />
      <TokenChart asset={asset} name={facts.name} />
      <Grid>
        {rated === undefined ? null : (
          <>
            <TokenReasons grade="investor" rated={rated.rating.investor} infos={infos} />
            <TokenReasons grade="trader" rated={rated.rating.trader} infos={infos} />
            <TokenMoves asset={asset} infos={infos} className={span.half} />
          </>
        )}
        <TokenQuality asset={asset} className={span.half} />
        <TokenAnomalies asset={asset} className={span.half} />
        <TokenPatterns asset={asset} className={span.half} />
        <TokenTexts asset={asset} className={span.half} />
        <TokenNeighbours asset={asset} rows={rows} className={span.half} />
        {rating.state === 'loading' ? null : (
          <TokenFactors
            asset={asset}
            asOf={rated?.asOf ?? null}
            infos={infos}
            className={rated === undefined ? undefined : span.twoThirds}
          />
        )}
        {rated === undefined ? null : (
          <TokenEvidence
            trader={rated.rating.trader.evidence}
            investor={rated.rating.investor.evidence}
            members={rated.members}
            className={span.third}
          />
        )}
        <TokenSources facts={facts} />
      </Grid>
    </>
  );
}

const NOTHING: readonly never[] = [];

function UnknownToken({ asset }: { readonly asset: string }) {
  const [, setLocation] = useLocation();
  const table = useQuery('ratings.table', {}, { refreshOn: ['ratings.changed'] });
  const choices = useMemo(
    () =>
      table.value === undefined
        ? []
        : rowsOf(table.value).map((row) => ({ value: row.asset, label: `${row.name} (${row.symbol || row.asset})` })),
    [table.value],
  );
  return (
    <Page title="No such token" documentTitle="No such token">
      <Panel title="Not found">
        <EmptyState
          title={`No token “${asset}” is known here`}
          action={<Button onClick={() => setLocation('/ratings')}>All ratings</Button>}
        >
          It may belong to the other workspace, have another name here, or have come later than the data reaches. Search
          for it among the rated tokens:
        </EmptyState>
        <div className={styles.finder}>
          <Field label="Find a token">
            <Combobox
              value={null}
              placeholder={table.state === 'ready' ? `One of ${choices.length} tokens` : 'No token is rated yet'}
              choices={choices}
              onChange={(found) => {
                if (found !== null) setLocation(tokenPath(found));
              }}
            />
          </Field>
        </div>
      </Panel>
    </Page>
  );
}
