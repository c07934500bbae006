import type { ReactNode } from 'react';
import type { AssetFacts, AssetSource } from '../../shared/assets.ts';
import { GRADES } from '../../shared/grades.ts';
import type { Evidence, RatingMember } from '../../shared/ratings.ts';
import { formatCount, formatDayOf } from '../format.ts';
import { Badge } from '../ui/badge.tsx';
import { Figure } from '../ui/figure.tsx';
import { FittedTable } from '../ui/fitted-table.tsx';
import { Panel } from '../ui/panel.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import { gradeName } from './ratings-filters.ts';
import { EVIDENCE_WORDS } from './ratings-rows.ts';
import styles from './token.module.css';
import { evidenceText, exclusionText, methodText } from './token-words.ts';

const COLUMNS: readonly TableColumn<AssetSource>[] = [
  { id: 'source', header: 'Source', width: 130, value: ({ source }) => source },
  { id: 'key', header: 'Named there', help: "The source's own name of it.", width: 140, value: ({ key }) => key },
  { id: 'timeframe', header: 'Candles of', width: 90, value: ({ timeframe }) => timeframe },
  {
    id: 'from',
    header: 'From',
    width: 100,
    value: ({ firstTime }) => (firstTime === null ? null : formatDayOf(firstTime)),
    cell: ({ firstTime }) => <Time at={firstTime} show="day" />,
  },
  {
    id: 'to',
    header: 'To',
    width: 100,
    value: ({ lastTime }) => (lastTime === null ? null : formatDayOf(lastTime)),
    cell: ({ lastTime }) => <Time at={lastTime} show="day" />,
  },
  { id: 'count', header: 'Candles', kind: 'count', width: 80, value: ({ candleCount }) => candleCount },
  {
    id: 'method',
    header: 'How it was linked',
    width: 380,
    value: ({ method }) => methodText(method),
    cell: ({ method, isAmbiguous }) => (
      <span title={methodText(method)}>
        {isAmbiguous ? (
          <Badge kind="warning" title="Another token could be meant as well; it is not ranked until that is settled">
            Ambiguous
          </Badge>
        ) : null}{' '}
        {methodText(method)}
      </span>
    ),
  },
];

/** Shows where the candles of a token come from and how they were taken to be of it. */
export function TokenSources({ facts }: { readonly facts: AssetFacts }) {
  const { sources } = facts;
  return (
    <Panel
      title="Sources and identity"
      note={`${sources.length} series, ${formatCount(sources.reduce((sum, { candleCount }) => sum + candleCount, 0))} candles`}
      isFlush
    >
      <div className={styles.moves}>
        <p className={styles.hint}>
          Known as <code>{facts.asset}</code> from <Time at={facts.firstDayTime} show="day" /> to{' '}
          <Time at={facts.lastDayTime} show="day" />.{' '}
          {facts.isEligible ? (
            <>
              It belongs to the <Term word="universe">universe</Term> of that day.
            </>
          ) : (
            <>It is not ranked: {exclusionText(facts.exclusions)}.</>
          )}
        </p>
        <FittedTable
          id="token-sources"
          label="Sources"
          rows={sources}
          columns={COLUMNS}
          rowKey={({ source, key, timeframe, firstTime }) => `${source} ${key} ${timeframe} ${String(firstTime)}`}
          isPlain
          most={260}
          empty="No series"
        />
      </div>
    </Panel>
  );
}

/** Shows what both grades rest on, and why one was withheld. */
export function TokenEvidence({
  trader,
  investor,
  members,
  className,
}: {
  readonly trader: Evidence;
  readonly investor: Evidence;
  /** The models of both grades. */
  readonly members: readonly RatingMember[];
  readonly className?: string | undefined;
}) {
  const lines: readonly {
    readonly key: string;
    readonly name: ReactNode;
    readonly cell: (of: Evidence) => ReactNode;
  }[] = [
    { key: 'level', name: <Term word="evidence">Evidence</Term>, cell: ({ level }) => EVIDENCE_WORDS[level] },
    {
      key: 'coverage',
      name: <Term word="coverage">Coverage</Term>,
      cell: ({ coverage }) => <Figure kind="share" value={coverage} />,
    },
    {
      key: 'age',
      name: 'Oldest input',
      cell: ({ oldestInputDays }) =>
        oldestInputDays === null ? (
          <Figure kind="count" value={null} />
        ) : oldestInputDays === 0 ? (
          'same day'
        ) : (
          `${formatCount(oldestInputDays)} ${oldestInputDays === 1 ? 'day' : 'days'} old`
        ),
    },
    {
      key: 'models',
      name: 'Models that scored it',
      cell: ({ memberCount, expectedMemberCount }) => `${memberCount} of ${expectedMemberCount}`,
    },
    {
      key: 'ic',
      name: <Term word="rank IC">Their rank IC</Term>,
      cell: ({ meanRankIc }) => <Figure kind="number" value={meanRankIc} why="Not measured" />,
    },
    {
      key: 't',
      name: <Term word="t of a mean">Its t</Term>,
      cell: ({ rankIcT }) => (
        <Figure kind="ratio" value={rankIcT} why="Too few held-back days to judge any of its models" />
      ),
    },
    {
      key: 'dissimilarity',
      name: <Term word="dissimilarity">Unlike what was learnt</Term>,
      cell: ({ dissimilarity }) => <Figure kind="ratio" value={dissimilarity} why="Not measured" />,
    },
    {
      key: 'withheld',
      name: <Term word="withheld grade">Withheld</Term>,
      cell: ({ withheld }) => (withheld === null ? 'no' : withheld.message),
    },
  ];
  return (
    <Panel title="What the grades rest on" className={className}>
      <table className={styles.evidence}>
        <thead>
          <tr>
            <td />
            <th scope="col">Trader</th>
            <th scope="col">Investor</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ key, name, cell }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              <td>{cell(trader)}</td>
              <td>{cell(investor)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {GRADES.toReversed().map((grade) => (
        <p key={grade} className={styles.hint}>
          <strong>{gradeName(grade)}:</strong>{' '}
          {evidenceText(
            grade === 'trader' ? trader : investor,
            members.filter((member) => member.grade === grade),
          )}
        </p>
      ))}
    </Panel>
  );
}
