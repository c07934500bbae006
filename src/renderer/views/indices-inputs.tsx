import { X } from 'lucide-react';
import { useState } from 'react';
import type { GlossaryWord } from '../glossary.ts';
import { IconButton } from '../ui/button.tsx';
import { Field, NumberField } from '../ui/field.tsx';
import { Combobox, type SelectChoice } from '../ui/select.tsx';
import { Term } from '../ui/term.tsx';
import styles from './indices.module.css';

/** What NumberOf says of a number. */
export type NumberWords = {
  readonly label: string;
  readonly term?: GlossaryWord;
  /** Empty for a bare number. */
  readonly unit: string;
  readonly step: number;
  readonly isOptional?: boolean;
  readonly help: string;
};

/** Shows one number of a form with unit, default and help; the reason in place where it is refused. */
export function NumberOf({
  field,
  value,
  initial,
  format,
  problem,
  onChange,
}: {
  readonly field: NumberWords;
  readonly value: number | null;
  readonly initial: number | null;
  /** Writes a value with its unit. */
  readonly format: (value: number | null) => string;
  readonly problem: string | undefined;
  readonly onChange: (value: number | null) => void;
}) {
  return (
    <Field
      label={
        <>
          {field.term === undefined ? field.label : <Term word={field.term}>{field.label}</Term>}
          <span className={styles.default}>
            {/* many noughts are hard to count */}
            {field.unit === '$' && value !== null ? `${format(value)}, ` : ''}
            {value === initial ? 'default' : `default ${format(initial)}`}
          </span>
        </>
      }
      help={field.help}
      error={problem}
    >
      {/* bounds are checked by the form, which says why; the field alone would refuse in silence */}
      <NumberField
        label={field.label}
        value={value}
        onChange={onChange}
        unit={field.unit === '' ? undefined : field.unit}
        step={field.step}
        isOptional
        placeholder={field.isOptional ? 'none' : 'needed'}
      />
    </Field>
  );
}

/** Shows what was chosen of many as removable chips, and a line that finds more. */
export function Choices({
  label,
  chosen,
  choices,
  placeholder,
  help,
  emptyHelp,
  problem,
  onChange,
}: {
  readonly label: string;
  readonly chosen: readonly string[];
  readonly choices: readonly SelectChoice<string>[];
  readonly placeholder: string;
  readonly help?: string | undefined;
  readonly emptyHelp: string;
  readonly problem?: string | undefined;
  readonly onChange: (chosen: readonly string[]) => void;
}) {
  // a new key empties the line after a choice
  const [round, setRound] = useState(0);
  const labelOf = (value: string): string => choices.find((choice) => choice.value === value)?.label ?? value;
  return (
    <Field label={label} help={chosen.length === 0 ? emptyHelp : help} error={problem}>
      <Combobox
        key={round}
        label={label}
        value={null}
        placeholder={placeholder}
        choices={choices.filter(({ value }) => !chosen.includes(value))}
        onChange={(value) => {
          if (value === null) return;
          onChange([...chosen, value]);
          setRound(round + 1);
        }}
      />
      {chosen.length === 0 ? null : (
        <ul className={styles.chips} aria-label={label}>
          {chosen.map((value) => (
            <li key={value} className={styles.chip}>
              <span>{labelOf(value)}</span>
              <IconButton
                label={`Remove ${labelOf(value)}`}
                onClick={() => onChange(chosen.filter((other) => other !== value))}
              >
                <X />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
    </Field>
  );
}
