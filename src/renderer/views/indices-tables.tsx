import { useMemo } from 'react';
import { Link, useLocation } from 'wouter';
import type { DraftSummary, IndexSummary } from '../../shared/drafts.ts';
import { formatAsOf, formatMoment } from '../format.ts';
import { draftPath } from '../routes.ts';
import { usePageMemory } from '../state/preferences.ts';
import { Button } from '../ui/button.tsx';
import { Segmented } from '../ui/choice.tsx';
import { Figure } from '../ui/figure.tsx';
import { FilteredTable, FittedTable } from '../ui/fitted-table.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Time } from '../ui/time.tsx';
import styles from './draft.module.css';
import { DraftStateBadge } from './draft-parts.tsx';
import { STATE_WORDS, WEIGHTING_WORDS } from './draft-words.ts';

type IndexRow = IndexSummary & {
  readonly proposed: DraftSummary | undefined;
  /** The newest of its drafts, where that is an attempt that found no weights. */
  readonly failed: DraftSummary | undefined;
};

/** Shows the indices: what each holds, since when, and what awaits a decision. */
export function IndexTable({
  indices,
  drafts,
  onDraftAgain,
}: {
  readonly indices: readonly IndexSummary[];
  readonly drafts: readonly DraftSummary[];
  /** Opens the builder with the preferences of an index. */
  readonly onDraftAgain: (name: string) => Promise<void>;
}) {
  const rows = useMemo(
    () =>
      indices.map((index): IndexRow => {
        const newest = drafts.find(({ name }) => name === index.name);
        return {
          ...index,
          proposed: drafts.find(({ id }) => id === index.proposedId),
          failed: newest?.feasible === false && newest.state === 'proposed' ? newest : undefined,
        };
      }),
    [indices, drafts],
  );
  const columns = useMemo(
    (): readonly TableColumn<IndexRow>[] => [
      {
        id: 'name',
        header: 'Index',
        width: 132,
        value: ({ name }) => name,
        cell: ({ name, approvedId }) => (approvedId === null ? name : <Link href={draftPath(approvedId)}>{name}</Link>),
      },
      {
        id: 'since',
        header: 'Approved',
        help: 'When what is held now was approved.',
        width: 168,
        value: ({ approvedTime }) => (approvedTime === null ? null : formatMoment(approvedTime)),
        cell: ({ approvedTime }) => <Time at={approvedTime} why="No draft was approved yet; nothing is held" />,
      },
      {
        id: 'tokens',
        header: 'Tokens',
        kind: 'count',
        width: 65,
        value: ({ approvedId, assetCount }) => (approvedId === null ? null : assetCount),
      },
      {
        id: 'return',
        header: 'Return since',
        help: 'Return of the approved weights since the day that they were made of, without costs.',
        kind: 'percent',
        isChange: true,
        width: 105,
        value: ({ sinceApproval }) => sinceApproval,
        cell: ({ sinceApproval, approvedId }) => (
          <Figure
            kind="percent"
            value={sinceApproval}
            isChange
            why={approvedId === null ? 'Nothing is held' : 'There is no newer day than the one it was made of'}
          />
        ),
      },
      {
        id: 'awaits',
        header: 'Awaits a decision',
        width: 368,
        value: ({ proposed }) => (proposed === undefined ? null : formatAsOf(proposed.asOf)),
        title: ({ failed }) =>
          failed === undefined ? undefined : `The newest attempt, of ${formatAsOf(failed.asOf)}, found no weights`,
        cell: ({ proposedId, proposed, failed }) => (
          <>
            {proposedId === null ? (
              <span className={styles.muted}>nothing</span>
            ) : (
              <Link href={draftPath(proposedId)}>
                {proposed === undefined ? 'a draft' : `draft of ${formatAsOf(proposed.asOf)}`}
                {proposed?.expiresTime ? `, until ${formatAsOf(proposed.expiresTime)}` : ''}
              </Link>
            )}
            {failed === undefined ? null : (
              <>
                <span className={styles.muted}>{'; '}</span>
                <Link href={draftPath(failed.id)}>last try failed</Link>
              </>
            )}
          </>
        ),
      },
      { id: 'drafts', header: 'Drafts', kind: 'count', width: 62, value: ({ draftCount }) => draftCount },
      {
        id: 'again',
        header: 'Next',
        isSortable: false,
        width: 115,
        value: () => null,
        cell: ({ name }) => (
          <Button kind="quiet" onClick={() => void onDraftAgain(name)} aria-label={`Draft again: ${name}`}>
            Draft again
          </Button>
        ),
      },
    ],
    [onDraftAgain],
  );
  return (
    <FittedTable
      id="indices"
      label="Indices"
      rows={rows}
      columns={columns}
      rowKey={(row) => row.name}
      isPlain
      most={330}
      isWide
    />
  );
}

const DRAFT_COLUMNS: readonly TableColumn<DraftSummary>[] = [
  {
    id: 'name',
    header: 'Index',
    width: 190,
    value: ({ name }) => name,
    cell: ({ id, name }) => <Link href={draftPath(id)}>{name}</Link>,
  },
  {
    id: 'state',
    header: 'State',
    width: 150,
    value: ({ state, feasible }) => (feasible || state !== 'proposed' ? STATE_WORDS[state] : 'No weights'),
    cell: ({ state, feasible }) => <DraftStateBadge state={state} isFeasible={feasible} />,
  },
  {
    id: 'asOf',
    header: 'As of',
    help: 'The last day whose data the draft knew.',
    width: 100,
    value: ({ asOf }) => formatAsOf(asOf),
    cell: ({ asOf }) => <Time at={asOf} show="as-of" />,
  },
  {
    id: 'created',
    header: 'Made',
    width: 180,
    value: ({ createdTime }) => formatMoment(createdTime),
    cell: ({ createdTime }) => <Time at={createdTime} />,
  },
  {
    id: 'expires',
    header: 'Expires',
    help: 'When it expires if nobody decides. The days are set in Settings.',
    width: 180,
    value: ({ expiresTime }) => (expiresTime === null ? null : formatMoment(expiresTime)),
    cell: ({ expiresTime, state }) => (
      <Time
        at={expiresTime}
        why={
          state === 'proposed'
            ? 'It has no weights, so there is nothing to decide'
            : 'It is decided; it does not expire any more'
        }
      />
    ),
  },
  {
    id: 'decided',
    header: 'Decided',
    width: 180,
    value: ({ decidedTime }) => (decidedTime === null ? null : formatMoment(decidedTime)),
    cell: ({ decidedTime, feasible }) => (
      <Time
        at={decidedTime}
        why={feasible ? 'Nobody decided yet' : 'It has no weights, so there is nothing to decide'}
      />
    ),
  },
  {
    id: 'reason',
    header: 'Reason',
    width: 220,
    value: ({ decisionReason }) => decisionReason,
    cell: ({ decisionReason }) =>
      decisionReason === null ? '–' : <span title={decisionReason}>{decisionReason}</span>,
  },
  { id: 'tokens', header: 'Tokens', kind: 'count', width: 80, value: ({ assetCount }) => assetCount },
  { id: 'cash', header: 'Cash', kind: 'share', help: 'What is not invested.', width: 80, value: ({ cash }) => cash },
  {
    id: 'method',
    header: 'Weighting',
    help: 'The method that was used in the end; the one asked for may have failed.',
    width: 190,
    value: ({ method }) => (method === null ? null : WEIGHTING_WORDS[method].label),
  },
  {
    id: 'simulated',
    header: 'Market',
    term: 'SIMULATED',
    isHidden: true,
    width: 100,
    value: ({ isSimulated }) => (isSimulated ? 'simulated' : 'real'),
  },
  { id: 'id', header: 'Id', term: 'hash', isHidden: true, width: 140, value: ({ id }) => id },
];

const NEWEST_FIRST = { column: 'created', direction: 'descending' } as const;

const STATE_CHOICES = [
  { value: 'all', label: 'All' },
  { value: 'proposed', label: 'Open' },
  { value: 'approved', label: 'Approved' },
  { value: 'rejected', label: 'Rejected' },
  { value: 'expired', label: 'Expired' },
] as const;
type StateChoice = (typeof STATE_CHOICES)[number]['value'];

const draftText = ({ name, id, decisionReason }: DraftSummary): string => `${name} ${id} ${decisionReason ?? ''}`;

/** Shows every draft so far with its state. */
export function DraftTable({ drafts }: { readonly drafts: readonly DraftSummary[] }) {
  const [, setLocation] = useLocation();
  const [state, setState] = usePageMemory<StateChoice>(
    'indices.state',
    'all',
    (kept) => STATE_CHOICES.find(({ value }) => value === kept)?.value,
  );
  const rows = useMemo(
    // without weights there is nothing to decide, so it is not open either
    () =>
      drafts.filter((draft) => state === 'all' || (draft.state === state && (state !== 'proposed' || draft.feasible))),
    [drafts, state],
  );
  return (
    <FilteredTable
      id="drafts"
      label="Drafts"
      rows={rows}
      columns={DRAFT_COLUMNS}
      rowKey={({ id }) => id}
      initialSort={NEWEST_FIRST}
      onOpen={({ id }) => setLocation(draftPath(id))}
      textOf={draftText}
      placeholder="Name, id or reason"
      tools={<Segmented label="State" value={state} choices={STATE_CHOICES} onChange={setState} />}
      rowCount={drafts.length}
      most={460}
    />
  );
}
