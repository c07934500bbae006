import styles from './field.module.css';
import { Field, NumberField } from './field.tsx';
import { formatSpec, type NumberSpec } from './number-spec.ts';
import { Term } from './term.tsx';

/** Shows one number of a form with unit, default and help; the reason in place where it is refused. */
export function NumberOf({
  field,
  value,
  initial,
  problem,
  onChange,
}: {
  readonly field: Omit<NumberSpec, 'minimum' | 'maximum'>;
  readonly value: number | null;
  readonly initial: number | null;
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
            {field.unit === '$' && value !== null ? `${formatSpec(field, value)}, ` : ''}
            {value === initial ? 'default' : `default ${formatSpec(field, initial)}`}
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
