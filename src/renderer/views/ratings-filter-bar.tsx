import { Plus, X } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import type { FactorInfo } from '../../shared/factors.ts';
import { GRADES, LETTER_BANDS } from '../../shared/grades.ts';
import { factorWords, groupName } from '../factor-words.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Checkbox, Segmented } from '../ui/choice.tsx';
import { Field, NumberField, SearchField } from '../ui/field.tsx';
import { Popover } from '../ui/popup.tsx';
import { Combobox, Select } from '../ui/select.tsx';
import styles from './ratings.module.css';
import {
  type FieldUnit,
  type Filter,
  factorField,
  factorOfField,
  fieldWords,
  filterText,
  gradeName,
  isSameSubject,
  NO_FILTERS,
  RANGE_FIELDS,
  type RatingFilters,
} from './ratings-filters.ts';
import type { EvidenceLevel, Letter } from './ratings-rows.ts';

export type FilterBarProps = {
  readonly filters: RatingFilters;
  readonly onChange: (filters: RatingFilters) => void;
  /** Sectors of the table, in the order of the alphabet. */
  readonly sectors: readonly string[];
  readonly infos: readonly FactorInfo[];
  /** Leads from the text filter into the table. */
  readonly onDown: () => void;
};

/** Shows the filters of the ratings: a text, chips that can be changed and taken away, and a button for another. */
export function RatingFilterBar({ filters, onChange, sectors, infos, onDown }: FilterBarProps) {
  const unitOf = (id: string): string => infos.find((info) => info.id === id)?.unit ?? '';
  const put = (filter: Filter, before: Filter | null): void => {
    const others = filters.filters.filter((other) => other === before || !isSameSubject(other, filter));
    const isChanged = before !== null && others.includes(before);
    onChange({
      ...filters,
      filters: isChanged ? others.map((other) => (other === before ? filter : other)) : [...others, filter],
    });
  };
  const remove = (filter: Filter): void =>
    onChange({ ...filters, filters: filters.filters.filter((other) => other !== filter) });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    onDown();
  };
  const isFiltered = filters.text !== '' || filters.filters.length > 0 || !filters.hasWithheld;
  return (
    <fieldset className={styles.filters} aria-label="Filters">
      <div className={styles.search}>
        <SearchField
          label="Find tokens by name, symbol or id"
          placeholder="Name or symbol"
          value={filters.text}
          onChange={(text) => onChange({ ...filters, text })}
          onKeyDown={onKeyDown}
        />
      </div>
      {filters.filters.map((filter) => (
        <Chip
          key={chipKey(filter)}
          text={filterText(filter, unitOf)}
          filter={filter}
          sectors={sectors}
          unitOf={unitOf}
          onChange={(next) => put(next, filter)}
          onRemove={() => remove(filter)}
        />
      ))}
      {filters.hasWithheld ? null : (
        <span className={styles.chip}>
          <span className={styles.chipText}>Without withheld grades</span>
          <IconButton
            label="Show tokens with withheld grades again"
            className={styles.chipRemove}
            onClick={() => onChange({ ...filters, hasWithheld: true })}
          >
            <X />
          </IconButton>
        </span>
      )}
      <AddFilter
        filters={filters}
        sectors={sectors}
        infos={infos}
        unitOf={unitOf}
        onAdd={(filter) => put(filter, null)}
        onHideWithheld={() => onChange({ ...filters, hasWithheld: false })}
      />
      {isFiltered ? (
        <Button kind="quiet" onClick={() => onChange(NO_FILTERS)}>
          Clear all
        </Button>
      ) : null}
    </fieldset>
  );
}

const chipKey = (filter: Filter): string =>
  filter.kind === 'range' ? filter.field : filter.kind === 'sector' ? 'sector' : `${filter.kind} ${filter.grade}`;

function Chip({
  text,
  filter,
  sectors,
  unitOf,
  onChange,
  onRemove,
}: {
  readonly text: string;
  readonly filter: Filter;
  readonly sectors: readonly string[];
  readonly unitOf: (factor: string) => string;
  readonly onChange: (filter: Filter) => void;
  readonly onRemove: () => void;
}) {
  return (
    <span className={styles.chip}>
      <Popover
        title={text}
        align="start"
        trigger={
          <button type="button" className={styles.chipText} title="Change this filter">
            {text}
          </button>
        }
      >
        <div className={styles.editor}>
          <Editor filter={filter} sectors={sectors} unitOf={unitOf} onChange={onChange} />
        </div>
      </Popover>
      <IconButton label={`Remove the filter: ${text}`} className={styles.chipRemove} onClick={onRemove}>
        <X />
      </IconButton>
    </span>
  );
}

/** Shows the control of one filter; every change takes effect at once. */
function Editor({
  filter,
  sectors,
  unitOf,
  onChange,
}: {
  readonly filter: Filter;
  readonly sectors: readonly string[];
  readonly unitOf: (factor: string) => string;
  readonly onChange: (filter: Filter) => void;
}) {
  if (filter.kind === 'sector') {
    const toggle = (sector: string, isTaken: boolean): void => {
      const taken = filter.sectors.filter((other) => other !== sector);
      onChange({ ...filter, sectors: isTaken ? [...taken, sector].toSorted() : taken });
    };
    return (
      <fieldset className={styles.sectors} aria-label="Sectors">
        {sectors.map((sector) => (
          <Checkbox
            key={sector}
            isChecked={filter.sectors.includes(sector)}
            onChange={(isTaken) => toggle(sector, isTaken)}
          >
            {sector}
          </Checkbox>
        ))}
      </fieldset>
    );
  }
  if (filter.kind === 'grade')
    return (
      <Field label={`${gradeName(filter.grade)} grade at least`}>
        <Select value={filter.letter} choices={LETTER_CHOICES} onChange={(letter) => onChange({ ...filter, letter })} />
      </Field>
    );
  if (filter.kind === 'evidence')
    return (
      <Field label={`${gradeName(filter.grade)} evidence at least`}>
        <Segmented
          label={`${gradeName(filter.grade)} evidence at least`}
          value={filter.level}
          choices={LEVEL_CHOICES}
          onChange={(level) => onChange({ ...filter, level })}
        />
      </Field>
    );
  const { label, unit } = fieldWords(filter.field, unitOf);
  const scale = unit === 'millions' ? 1e6 : 1;
  const bound = (value: number | null): number | null => (value === null ? null : value / scale);
  const suffix = UNIT_SUFFIX[unit];
  const factor = factorOfField(filter.field);
  return (
    <div className={styles.range}>
      {(['from', 'to'] as const).map((end) => (
        <Field key={end} label={end === 'from' ? `${label} at least` : 'At most'}>
          <NumberField
            value={bound(filter[end])}
            onChange={(value) => onChange({ ...filter, [end]: value === null ? null : value * scale })}
            isOptional
            placeholder="any"
            unit={suffix}
          />
        </Field>
      ))}
      {factor?.of === 'value' && unit === 'number' ? (
        <p className={styles.hint}>Unit: {unitOf(factor.id) || 'not known'}. Tokens without a value are left out.</p>
      ) : null}
    </div>
  );
}

const LETTER_CHOICES = LETTER_BANDS.map(({ letter, fromScore }) => ({
  value: letter as Letter,
  label: `${letter.replace('-', '−')} (score ${fromScore} or more)`,
}));
const LEVEL_CHOICES = [
  { value: 'low' as EvidenceLevel, label: 'Low', title: 'Graded at all' },
  { value: 'medium' as EvidenceLevel, label: 'Medium' },
  { value: 'high' as EvidenceLevel, label: 'High' },
];
const UNIT_SUFFIX: Readonly<Record<FieldUnit, string | undefined>> = {
  millions: 'M $',
  price: '$',
  percent: '%',
  score: '0–100',
  number: undefined,
};

function AddFilter({
  filters,
  sectors,
  infos,
  unitOf,
  onAdd,
  onHideWithheld,
}: {
  readonly filters: RatingFilters;
  readonly sectors: readonly string[];
  readonly infos: readonly FactorInfo[];
  readonly unitOf: (factor: string) => string;
  readonly onAdd: (filter: Filter) => void;
  readonly onHideWithheld: () => void;
}) {
  const [isOpen, setIsOpen] = useState(false);
  const [subject, setSubject] = useState<string | null>(null);
  const filter = subject === null ? null : (currentOf(filters, subject) ?? initialOf(subject));
  return (
    <Popover
      title="Add a filter"
      align="start"
      isOpen={isOpen}
      onOpenChange={(open) => {
        setIsOpen(open);
        if (open) setSubject(null);
      }}
      trigger={
        <Button kind="quiet">
          <Plus aria-hidden="true" />
          Filter
        </Button>
      }
    >
      <div className={styles.editor}>
        <Field label="Filter by">
          <Combobox
            value={subject}
            placeholder="Sector, grade, any figure or factor"
            choices={subjectsOf(infos)}
            onChange={(next) => {
              if (next === 'withheld') {
                onHideWithheld();
                setIsOpen(false);
                return;
              }
              setSubject(next);
              // what has no empty state takes effect at once
              if (next !== null && /^(grade|evidence) /.test(next) && currentOf(filters, next) === undefined)
                onAdd(initialOf(next));
            }}
          />
        </Field>
        {filter === null ? null : (
          <Editor key={subject} filter={filter} sectors={sectors} unitOf={unitOf} onChange={onAdd} />
        )}
      </div>
    </Popover>
  );
}

function subjectsOf(infos: readonly FactorInfo[]) {
  return [
    { value: 'sector', label: 'Sector' },
    ...GRADES.toReversed().flatMap((grade) => [
      { value: `grade ${grade}`, label: `${gradeName(grade)} grade at least` },
      { value: `evidence ${grade}`, label: `${gradeName(grade)} evidence at least` },
    ]),
    { value: 'withheld', label: 'Hide tokens with withheld grades' },
    ...RANGE_FIELDS.map(({ id, label }) => ({ value: id, label })),
    ...infos.flatMap(({ id, group }) => [
      { value: factorField(id, 'percentile'), label: `${factorWords(id).name}, percentile (${groupName(group)})` },
      { value: factorField(id, 'value'), label: `${factorWords(id).name}, value (${groupName(group)})` },
    ]),
  ];
}

function initialOf(subject: string): Filter {
  if (subject === 'sector') return { kind: 'sector', sectors: [] };
  for (const grade of GRADES) {
    if (subject === `grade ${grade}`) return { kind: 'grade', grade, letter: 'B' };
    if (subject === `evidence ${grade}`) return { kind: 'evidence', grade, level: 'medium' };
  }
  return { kind: 'range', field: subject, from: null, to: null };
}

function currentOf({ filters }: RatingFilters, subject: string): Filter | undefined {
  const initial = initialOf(subject);
  return filters.find((filter) => isSameSubject(filter, initial));
}
