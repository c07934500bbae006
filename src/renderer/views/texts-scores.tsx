import type { SentimentScore } from '../../shared/texts.ts';
import { formatCount } from '../format.ts';
import { useQuery } from '../state/query.ts';
import { FittedTable } from '../ui/fitted-table.tsx';
import { QueryPanel } from '../ui/panel.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import styles from './texts.module.css';
import { METHOD_WORDS, scoreWords } from './texts-words.ts';

const COLUMNS: readonly TableColumn<SentimentScore>[] = [
  { id: 'dataset', header: 'Labelled texts', width: 260, value: ({ dataset }) => dataset },
  { id: 'method', header: 'Read by', width: 110, value: ({ method }) => METHOD_WORDS[method] },
  {
    id: 'accuracy',
    header: 'Right',
    help: 'Share of the texts that were read as their label says',
    kind: 'share',
    width: 80,
    value: ({ accuracy }) => accuracy,
  },
  { id: 'f1', header: 'Macro-F1', term: 'macro-F1', kind: 'number', width: 90, value: ({ macroF1 }) => macroF1 },
  { id: 'count', header: 'Texts', kind: 'count', width: 80, value: ({ textCount }) => textCount },
  { id: 'used', header: 'Used', width: 70, value: ({ isUsed }) => (isUsed ? 'yes' : null) },
];

/** Shows how well the word list and the classifier read labelled texts, and which of them is used. */
export function ScoresPanel() {
  const scores = useQuery('texts.scores', {});
  return (
    <QueryPanel
      title="How well texts are read"
      note="on labelled texts that were not learnt from"
      query={scores}
      isFlush
      empty={(value) => (value.scores.length === 0 ? 'Nothing was judged yet' : null)}
    >
      {(value) => (
        <>
          <p className={styles.lead}>{scoreWords(value.scores)}</p>
          <FittedTable
            id="texts-scores"
            label="How well texts are read"
            rows={value.scores}
            columns={COLUMNS}
            rowKey={scoreKey}
            initialSort={{ column: 'dataset', direction: 'ascending' }}
            most={320}
          />
          <p className={styles.noteLine}>
            The classifier learnt from {formatCount(value.trainedTexts)} texts: {value.sources.join('; ')}.{' '}
            {value.notes.join(' ')}
          </p>
        </>
      )}
    </QueryPanel>
  );
}

const scoreKey = ({ dataset, method }: SentimentScore): string => `${dataset} ${method}`;
