import { Copy, Download, Upload } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { SystemStatus } from '../../shared/system.ts';
import { formatCount } from '../format.ts';
import { useRunningCall } from '../state/calls.ts';
import { usePageMemory } from '../state/preferences.ts';
import { useQuery } from '../state/query.ts';
import { showToast } from '../state/toasts.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Segmented } from '../ui/choice.tsx';
import { Figure } from '../ui/figure.tsx';
import { FigureRow, Page } from '../ui/page.tsx';
import { Panel, QueryPanel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import { Term } from '../ui/term.tsx';
import styles from './data.module.css';
import { DataDetails } from './data-details.tsx';
import { FetchFromExchange } from './data-fetch.tsx';
import { ImportFiles } from './data-import.tsx';
import { ArticlesPanel, MeasuresPanel } from './data-measures.tsx';
import { RateOffer } from './data-rate.tsx';
import { SourceTable } from './data-sources.tsx';

const CHANGES = ['data.changed', 'backups.changed'] as const;

type Way = 'none' | 'files' | 'live';
const WAYS = [
  { value: 'files', label: 'Import files' },
  { value: 'live', label: 'Fetch or backfill' },
] as const;

/** Shows what the store holds, what is missing and why, and brings in more. */
export function DataPageView() {
  const status = useQuery('system.status', {}, { refreshOn: CHANGES });
  const { open } = useWorkspace();
  const isImporting = useRunningCall('imports.run') !== undefined;
  const isFetching = useRunningCall('feeds.ingest') !== undefined;
  const [chosen, setWay] = useState<Way>('none');
  const way = chosen === 'none' ? (isImporting ? 'files' : isFetching ? 'live' : 'none') : chosen;
  const [source, setSource] = usePageMemory<string>('data.source', '', (kept) =>
    typeof kept === 'string' ? kept : undefined,
  );
  const [, go] = useLocation();
  const sources = status.value?.sources ?? [];
  const known = sources.some((row) => row.source === source) ? source : '';
  return (
    <Page
      title="Data"
      note="What is known of the market, since when, and what is missing"
      actions={
        <>
          <Button onClick={() => setWay('files')}>
            <Upload aria-hidden="true" />
            Import files
          </Button>
          <Button onClick={() => setWay('live')}>
            <Download aria-hidden="true" />
            Fetch or backfill
          </Button>
        </>
      }
    >
      {way === 'none' ? null : (
        <Panel
          title="Bring in more"
          actions={
            <>
              <Segmented label="Where from" value={way} choices={WAYS} onChange={setWay} />
              <Button kind="quiet" onClick={() => setWay('none')}>
                Close
              </Button>
            </>
          }
        >
          <div className={styles.stack}>
            {open?.id === 'sample' ? (
              <p className={styles.warning}>
                The sample market is open. It is simulated and takes no real data: what you bring in goes to your own
                workspace, which opens for it.
              </p>
            ) : null}
            {way === 'files' ? (
              <ImportFiles after={<RateOffer />} />
            ) : (
              <>
                <p className={styles.muted}>
                  Only what is missing is asked for. Name an earlier day to{' '}
                  <Term word="backfill">fill in the past</Term>; a day that is known with other figures is kept beside
                  the old one.
                </p>
                <FetchFromExchange isWide />
              </>
            )}
          </div>
        </Panel>
      )}
      <QueryPanel
        title="In all"
        query={status}
        skeletonLines={2}
        empty={(value) =>
          value.sources.length === 0 ? (
            <EmptyState
              title="No data yet"
              action={
                <Button kind="primary" onClick={() => go('/welcome')}>
                  Bring in data
                </Button>
              }
            >
              Take the simulated sample market, import your own files, or fetch from an exchange.
            </EmptyState>
          ) : null
        }
      >
        {(value) => <Overview status={value} />}
      </QueryPanel>
      {sources.length === 0 ? null : (
        <>
          <QueryPanel title="By source" note="a row chooses what is shown below" query={status} isFlush>
            {(value) => <SourceTable sources={value.sources} chosen={known} onChoose={setSource} />}
          </QueryPanel>
          <DataDetails sources={sources} source={known} onSource={setSource} />
          <MeasuresPanel />
          <ArticlesPanel />
        </>
      )}
    </Page>
  );
}

function Overview({ status }: { readonly status: SystemStatus }) {
  const { newestDay, newestWholeDay } = status;
  const candles = status.sources.reduce((sum, { candleCount }) => sum + candleCount, 0);
  const behind = newestDay !== null && newestWholeDay !== null && newestDay.day !== newestWholeDay.day;
  return (
    <div className={styles.stack}>
      <FigureRow
        figures={[
          {
            key: 'whole',
            label: <Term word="newest whole day">Newest whole day</Term>,
            value: newestWholeDay?.day ?? '–',
            note:
              newestWholeDay === null
                ? 'no day has most of the market yet'
                : `prices of ${formatCount(newestWholeDay.assetCount)} tokens`,
          },
          {
            key: 'newest',
            label: 'Newest day',
            value: newestDay?.day ?? '–',
            note: newestDay === null ? 'no daily prices' : `prices of ${formatCount(newestDay.assetCount)} tokens`,
          },
          { key: 'assets', label: 'Tokens', value: <Figure kind="count" value={status.assetCount} /> },
          {
            key: 'candles',
            label: <Term word="candle">Candles</Term>,
            value: <Figure kind="count" value={candles} />,
          },
          {
            key: 'refused',
            label: <Term word="refused row">Rows refused</Term>,
            value: <Figure kind="count" value={status.refusedRowCount} />,
          },
          {
            key: 'unlinked',
            label: <Term word="linked series">Series that stand alone</Term>,
            value: <Figure kind="count" value={status.unlinkedSeriesCount} />,
          },
          { key: 'bytes', label: 'On the disk', value: <Figure kind="bytes" value={status.storeBytes} /> },
        ]}
      />
      {behind && newestDay !== null && newestWholeDay !== null ? (
        <p className={styles.muted}>
          {`Grades and drafts are made as of ${newestWholeDay.day}, not ${newestDay.day}: of that later day only ${formatCount(newestDay.assetCount)} tokens have prices, and comparing them with a market that is not there would mislead.`}
        </p>
      ) : null}
      <ContentHash />
    </div>
  );
}

/** Shows the fingerprint of all facts, computed when asked for. */
function ContentHash() {
  const [isAsked, setIsAsked] = useState(false);
  const hashed = useQuery('system.status', { hash: true }, { enabled: isAsked, refreshOn: CHANGES });
  const hash = hashed.value?.contentHash;
  const copy = async (text: string): Promise<void> => {
    await navigator.clipboard.writeText(text);
    showToast({ kind: 'done', title: 'Copied' });
  };
  return (
    <div className={styles.hash}>
      <Term word="hash">Fingerprint of all facts</Term>
      {!isAsked ? (
        <Button kind="quiet" onClick={() => setIsAsked(true)}>
          Compute
        </Button>
      ) : hashed.state === 'failed' ? (
        <span role="alert">
          {hashed.error?.message}{' '}
          <Button kind="quiet" onClick={hashed.refresh}>
            Try again
          </Button>
        </span>
      ) : hash ? (
        <>
          <code>{hash}</code>
          <IconButton label="Copy the fingerprint" onClick={() => void copy(hash)}>
            <Copy />
          </IconButton>
          {hashed.isRefreshing ? <span className={styles.muted}>computing anew…</span> : null}
        </>
      ) : (
        <span className={styles.muted} role="status">
          Reading every candle; this takes some seconds…
        </span>
      )}
    </div>
  );
}
