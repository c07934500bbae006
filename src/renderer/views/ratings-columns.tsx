import type { FactorInfo } from '../../shared/factors.ts';
import { GRADES, type Grade } from '../../shared/grades.ts';
import { factorHelp, factorKind, factorWords, percentileOf, shownUnit } from '../factor-words.ts';
import { formatScore } from '../format.ts';
import { tokenPath } from '../routes.ts';
import { GradeLetter, gradeTitle } from '../ui/badge.tsx';
import { Sparkline } from '../ui/sparkline.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { TokenName } from '../ui/token-link.tsx';
import { CLASS_WORDS } from './quality-words.ts';
import styles from './ratings.module.css';
import { factorField, gradeName } from './ratings-filters.ts';
import {
  EVIDENCE_ORDER,
  EVIDENCE_WORDS,
  type FactorColumn,
  noChangeWhy,
  type RatingRow,
  type RowGrade,
  withheldWhy,
} from './ratings-rows.ts';

type Column = TableColumn<RatingRow>;

/** Letter and score without a box around them: a thousand of them pass by in a second. */
function GradeCell({ letter, score, evidence }: RowGrade) {
  return (
    <>
      <GradeLetter letter={letter} score={score} evidence={evidence} />
      {` ${(score === null ? '' : formatScore(score)).padStart(3, FIGURE_SPACE)}`}
    </>
  );
}

/** As wide as a digit. */
const FIGURE_SPACE = '\u2007';

function gradeColumns(grade: Grade): readonly Column[] {
  const name = gradeName(grade);
  return [
    {
      id: grade,
      header: `${name} grade`,
      term: grade === 'trader' ? 'trader grade' : 'investor grade',
      kind: 'score',
      width: 108,
      value: (row) => row[grade].score,
      exported: [
        { header: `${name} grade, 0 to 100`, value: (row) => row[grade].score },
        { header: `${name} letter`, value: (row) => row[grade].letter },
      ],
      cell: (row) => <GradeCell {...row[grade]} />,
      title: (row) => gradeTitle({ ...row[grade], coverage: row.coverage, why: withheldWhy(row[grade]) }),
    },
    {
      id: `${grade}-change`,
      header: `${name} 7 d`,
      help: `Change of the ${grade} score against the ratings of seven days before.`,
      kind: 'score',
      isChange: true,
      width: 100,
      value: (row) => row[grade].change,
      exported: [{ header: `${name} grade, change of 7 days, points`, value: (row) => row[grade].change }],
      title: (row) => noChangeWhy(row[grade]),
    },
    {
      id: `${grade}-letter`,
      header: `${name} letter`,
      width: 96,
      isHidden: true,
      value: (row) => row[grade].letter,
      exported: [],
    },
  ];
}

function evidenceColumn(grade: Grade): Column {
  return {
    id: `${grade}-evidence`,
    header: `${gradeName(grade)} evidence`,
    term: 'evidence',
    kind: 'count',
    width: 136,
    isHidden: grade === 'trader',
    value: (row) => EVIDENCE_ORDER[row[grade].evidence],
    exported: [{ header: `${gradeName(grade)} evidence`, value: (row) => EVIDENCE_WORDS[row[grade].evidence] }],
    cell: (row) => EVIDENCE_WORDS[row[grade].evidence],
    title: (row) => withheldWhy(row[grade]),
  };
}

const BEFORE: readonly Column[] = [
  {
    id: 'name',
    header: 'Token',
    width: 216,
    value: (row) => row.name,
    exported: [
      { header: 'Token', value: (row) => row.name },
      { header: 'Symbol', value: (row) => row.symbol },
      { header: 'Id', value: (row) => row.asset },
    ],
    cell: (row) => (
      <a href={`#${tokenPath(row.asset)}`} className={styles.token} tabIndex={-1} title={`${row.name} (${row.symbol})`}>
        <span className={styles.name}>
          <TokenName name={row.name} />
        </span>
        <span className={styles.symbol}>{row.symbol}</span>
      </a>
    ),
  },
  {
    id: 'rank',
    header: 'Rank',
    help: 'Place by investor score, from 1 for the best.',
    kind: 'count',
    width: 72,
    value: (row) => row.rank,
  },
  { id: 'symbol', header: 'Symbol', width: 90, isHidden: true, value: (row) => row.symbol, exported: [] },
  { id: 'sector', header: 'Sector', width: 150, value: (row) => row.sector },
];

const FIGURES: readonly Column[] = [
  {
    id: 'close',
    header: 'Price',
    help: 'Last close, USD.',
    kind: 'price',
    width: 112,
    value: (row) => row.close,
    exported: [{ header: 'Price, USD', value: (row) => row.close }],
  },
  {
    id: 'spark',
    header: '90 days',
    help: 'The course of the price over 90 days; sorted by the return of 90 days.',
    kind: 'percent',
    width: 104,
    value: (row) => row.return90Days,
    exported: [],
    cell: (row) => <Sparkline values={row.sparkline} />,
  },
  ...(
    [
      ['return1Day', '1 d', '1 day'],
      ['return7Days', '7 d', '7 days'],
      ['return30Days', '30 d', '30 days'],
      ['return90Days', '90 d', '90 days'],
      ['return365Days', '365 d', '365 days'],
    ] as const
  ).map(
    ([id, header, days]): Column => ({
      id,
      header,
      help: `Return of ${days}.`,
      kind: 'percent',
      isChange: true,
      width: 90,
      value: (row) => row[id],
      exported: [{ header: `Return of ${days}, fraction`, value: (row) => row[id] }],
    }),
  ),
  {
    id: 'marketCap',
    header: 'Market cap',
    help: 'Value of all units in circulation at the present price, USD.',
    kind: 'money',
    width: 104,
    value: (row) => row.marketCap,
    exported: [{ header: 'Market cap, USD', value: (row) => row.marketCap }],
  },
  {
    id: 'dollarVolume',
    header: 'Traded, 30 d',
    help: 'Median traded value of a day over 30 days, USD.',
    kind: 'money',
    width: 104,
    value: (row) => row.dollarVolume,
    exported: [{ header: 'Traded a day, median of 30 days, USD', value: (row) => row.dollarVolume }],
  },
  {
    id: 'volatility',
    header: 'Volatility, 90 d',
    term: 'volatility',
    kind: 'share',
    width: 128,
    value: (row) => row.volatility,
    exported: [{ header: 'Volatility of 90 days, a year, fraction', value: (row) => row.volatility }],
  },
];

const EVIDENCE: readonly Column[] = [
  ...GRADES.toReversed().map(evidenceColumn),
  {
    id: 'coverage',
    header: 'Coverage',
    term: 'coverage',
    kind: 'share',
    width: 86,
    value: (row) => row.coverage,
    exported: [{ header: 'Coverage, fraction', value: (row) => row.coverage }],
  },
  {
    id: 'asset',
    header: 'Id',
    help: 'The name of the token in the store.',
    width: 150,
    isHidden: true,
    value: (row) => row.asset,
    exported: [],
  },
];

/** The columns of the table without factors. */
export const BASE_COLUMNS: readonly Column[] = [
  ...BEFORE,
  ...GRADES.toReversed().flatMap(gradeColumns),
  ...FIGURES,
  ...EVIDENCE,
];

/** Returns value and percentile of each chosen factor as columns; empty cells until the factors are there. */
export function factorColumns(
  ids: readonly string[],
  infos: readonly FactorInfo[],
  factors: ReadonlyMap<string, FactorColumn>,
): readonly Column[] {
  return ids.flatMap((id): readonly Column[] => {
    const info = infos.find((candidate) => candidate.id === id);
    const { name } = factorWords(id);
    const help = factorHelp(info, id);
    const column = factors.get(id);
    return [
      {
        id: factorField(id, 'value'),
        header: name,
        help,
        kind: factorKind(id, info?.unit ?? ''),
        width: 132,
        value: (row) => column?.value.get(row.asset) ?? null,
        exported: [
          {
            header: info === undefined ? name : `${name}, ${shownUnit(info.unit)}`,
            value: (row) => column?.value.get(row.asset) ?? null,
          },
        ],
      },
      {
        id: factorField(id, 'percentile'),
        header: `${name}, percentile`,
        help: `Share of tokens with a lower value, 0 to 100. ${help}`,
        kind: 'score',
        width: 132,
        value: (row) => percentileOf(column?.rank.get(row.asset) ?? null),
        exported: [
          {
            header: `${name}, percentile, 0 to 100`,
            value: (row) => percentileOf(column?.rank.get(row.asset) ?? null),
          },
        ],
      },
    ];
  });
}

/** Columns that are left out where the ratings have nothing for them, such as changes before there are earlier grades. */
export function baseColumns(rows: readonly RatingRow[]): readonly Column[] {
  const isEmpty = {
    sector: rows.every(({ sector }) => sector === null),
    'investor-change': rows.every(({ investor }) => investor.change === null),
    'trader-change': rows.every(({ trader }) => trader.change === null),
  };
  return BASE_COLUMNS.filter(({ id }) => !(id in isEmpty) || !isEmpty[id as keyof typeof isEmpty]);
}

/** The column of the chance to die, which is asked for only while it is shown. */
export const DIES_COLUMN = 'dies';

/** Returns the column of the chance to die within a year, by token. */
export const diesColumn = (chances: ReadonlyMap<string, number>): Column => ({
  id: DIES_COLUMN,
  header: 'Dies in a year',
  help: `Chance that it ${CLASS_WORDS.dies.meaning}, by the quality forest.`,
  kind: 'share',
  width: 112,
  isHidden: true,
  value: (row) => chances.get(row.asset) ?? null,
  exported: [{ header: 'Chance to die within a year, fraction', value: (row) => chances.get(row.asset) ?? null }],
});
