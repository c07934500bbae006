import { Bookmark, Sigma, X } from 'lucide-react';
import { useState } from 'react';
import type { FactorInfo } from '../../shared/factors.ts';
import type { RatingSetMeta } from '../../shared/ratings.ts';
import { factorWords, groupName } from '../factor-words.ts';
import { formatAsOf } from '../format.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, TextField } from '../ui/field.tsx';
import { FittedTable } from '../ui/fitted-table.tsx';
import { Popover } from '../ui/popup.tsx';
import { Combobox } from '../ui/select.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import styles from './ratings.module.css';
import { gradeName } from './ratings-filters.ts';
import type { SavedView } from './ratings-views.ts';

/** Shows which factors are columns, and lets the user take more or give one back. */
export function FactorChooser({
  chosen,
  infos,
  onChange,
}: {
  readonly chosen: readonly string[];
  readonly infos: readonly FactorInfo[];
  readonly onChange: (chosen: readonly string[]) => void;
}) {
  const [added, setAdded] = useState(0);
  const left = infos.filter(({ id }) => !chosen.includes(id));
  return (
    <Popover
      title="Factors as columns"
      trigger={
        <Button kind="quiet" title="Show factors as columns">
          <Sigma aria-hidden="true" />
          Factors{chosen.length === 0 ? '' : ` (${chosen.length})`}
        </Button>
      }
    >
      <div className={styles.editor}>
        <Field
          label="Add a factor as columns"
          help={
            <>
              The value of the <Term word="factor">factor</Term> and its percentile among all eligible tokens.
            </>
          }
        >
          <Combobox
            key={added}
            value={null}
            placeholder={`One of ${left.length}`}
            choices={left.map(({ id, group }) => ({
              value: id,
              label: `${factorWords(id).name} (${groupName(group)})`,
            }))}
            onChange={(id) => {
              if (id === null) return;
              onChange([...chosen, id]);
              setAdded(added + 1);
            }}
          />
        </Field>
        {chosen.length === 0 ? null : (
          <ul className={styles.list} aria-label="Factors as columns">
            {chosen.map((id) => (
              <li key={id} className={styles.listRow}>
                <span>{factorWords(id).name}</span>
                <IconButton
                  label={`Remove ${factorWords(id).name}`}
                  onClick={() => onChange(chosen.filter((other) => other !== id))}
                >
                  <X />
                </IconButton>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Popover>
  );
}

/** Shows the views that the user named: open one, keep the present one under a name, forget one. */
export function ViewChooser({
  views,
  onOpen,
  onSave,
  onRemove,
}: {
  readonly views: readonly SavedView[];
  readonly onOpen: (view: SavedView) => void;
  readonly onSave: (name: string) => void;
  readonly onRemove: (name: string) => void;
}) {
  const [isOpen, setIsOpen] = useState(false);
  const [name, setName] = useState('');
  const wanted = name.trim();
  const isKnown = views.some((view) => view.name === wanted);
  const save = (): void => {
    if (wanted === '') return;
    onSave(wanted);
    setName('');
  };
  return (
    <Popover
      title="Saved views"
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      trigger={
        <Button kind="quiet" title="Keep filters and columns under a name">
          <Bookmark aria-hidden="true" />
          Views{views.length === 0 ? '' : ` (${views.length})`}
        </Button>
      }
    >
      <div className={styles.editor}>
        {views.length === 0 ? (
          <p className={styles.hint}>A view keeps the present filters and columns under a name.</p>
        ) : (
          <ul className={styles.list} aria-label="Saved views">
            {views.map((view) => (
              <li key={view.name} className={styles.listRow}>
                <Button
                  kind="quiet"
                  className={styles.viewName}
                  onClick={() => {
                    onOpen(view);
                    setIsOpen(false);
                  }}
                >
                  {view.name}
                </Button>
                <IconButton label={`Forget the view ${view.name}`} onClick={() => onRemove(view.name)}>
                  <X />
                </IconButton>
              </li>
            ))}
          </ul>
        )}
        <form
          className={styles.saveView}
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <TextField label="Name of the view" placeholder="Name" value={name} onChange={setName} maxLength={60} />
          <Button type="submit" disabledWhy={wanted === '' && 'Give it a name first'}>
            {isKnown ? 'Replace' : 'Save'}
          </Button>
        </form>
      </div>
    </Popover>
  );
}

type Member = RatingSetMeta['members'][number];

const KIND_WORDS: Readonly<Record<string, string>> = {
  'gradient-boosting': 'Gradient boosting',
  'random-forest': 'Random forest',
};

const MEMBER_COLUMNS: readonly TableColumn<Member>[] = [
  {
    id: 'kind',
    header: 'Model',
    width: 150,
    value: ({ kind }) => KIND_WORDS[kind] ?? kind,
  },
  { id: 'grade', header: 'Grade', width: 80, value: ({ grade }) => gradeName(grade) },
  {
    id: 'horizon',
    header: 'Looks ahead, days',
    kind: 'count',
    width: 130,
    value: ({ horizonDays }) => horizonDays,
  },
  {
    id: 'weight',
    header: 'Share',
    help: 'Share in the signal; those of a grade add up to 100 %.',
    kind: 'share',
    width: 80,
    value: ({ weight }) => weight,
  },
  {
    id: 'trained',
    header: 'Trained until',
    width: 110,
    value: ({ trainedUntilTime }) => formatAsOf(trainedUntilTime),
    cell: ({ trainedUntilTime }) => <Time at={trainedUntilTime} show="as-of" />,
  },
  { id: 'ic', header: 'Rank IC', term: 'rank IC', kind: 'number', width: 90, value: ({ meanRankIc }) => meanRankIc },
];

/** Shows which models the grades rest on. */
export function ModelsUsed({ meta }: { readonly meta: Pick<RatingSetMeta, 'members'> }) {
  const { members } = meta;
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button type="button" className={styles.inlineButton} onClick={() => setIsOpen(true)}>
        {members.length} models
      </button>
      <Dialog isOpen={isOpen} onClose={() => setIsOpen(false)} title="The models of these grades" isWide>
        <FittedTable
          id="rating-models"
          label="The models of these grades"
          rows={members}
          columns={MEMBER_COLUMNS}
          rowKey={(member) => `${member.grade} ${member.modelId}`}
          isPlain
          most={400}
        />
        <p className={styles.hint}>
          <Term word="rank IC">Rank IC</Term> is measured <Term word="out of sample">out of sample</Term>: on days that
          the model had not seen. It says how well tokens were ordered in the past, not what they will return.
        </p>
      </Dialog>
    </>
  );
}
