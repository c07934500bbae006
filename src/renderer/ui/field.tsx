import { Search } from 'lucide-react';
import { createContext, type InputHTMLAttributes, type ReactNode, type Ref, useContext, useId, useState } from 'react';
import { classNames } from './class-names.ts';
import styles from './field.module.css';

const FieldContext = createContext<{ id: string; describedBy: string | undefined; isInvalid: boolean } | null>(null);

/** Shows a label above a control, with help or an error below it. The control inside picks up its name from here. */
export function Field({
  label,
  help,
  error,
  className,
  children,
}: {
  readonly label: ReactNode;
  readonly help?: ReactNode;
  readonly error?: string | null | undefined;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}) {
  const id = useId();
  const hint = error ?? help;
  const describedBy = hint === undefined || hint === null ? undefined : `${id}hint`;
  return (
    <div className={classNames(styles.field, className)}>
      <label className={styles.label} htmlFor={id} id={`${id}label`}>
        {label}
      </label>
      <FieldContext value={{ id, describedBy, isInvalid: Boolean(error) }}>{children}</FieldContext>
      {describedBy === undefined ? null : (
        <span id={describedBy} className={error ? styles.error : styles.help} role={error ? 'alert' : undefined}>
          {hint}
        </span>
      )}
    </div>
  );
}

/** Returns the attributes that tie a control to the Field around it; none outside of one. */
export function useFieldControl(): {
  id?: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
} {
  const field = useContext(FieldContext);
  if (field === null) return {};
  return {
    id: field.id,
    ...(field.describedBy === undefined ? {} : { 'aria-describedby': field.describedBy }),
    ...(field.isInvalid ? { 'aria-invalid': true } : {}),
  };
}

type TextFieldProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'> & {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Name where no Field is around it. */
  readonly label?: string | undefined;
  readonly ref?: Ref<HTMLInputElement> | undefined;
};

/** Shows a line for text. */
export function TextField({ value, onChange, label, className, ...rest }: TextFieldProps) {
  const control = useFieldControl();
  return (
    <input
      type="text"
      autoComplete="off"
      spellCheck={false}
      {...rest}
      {...control}
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={classNames(styles.input, className)}
    />
  );
}

/** Shows a line that filters what is below. The key `/` leads to the first one of a page. */
export function SearchField(props: TextFieldProps & { readonly label: string }) {
  return (
    <div className={styles.row}>
      <Search className={styles.leading} aria-hidden="true" />
      <TextField {...props} type="search" data-filter className={styles.withIcon} />
    </div>
  );
}

/** Shows several lines for text. */
export function TextArea({
  value,
  onChange,
  label,
  rows = 3,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label?: string | undefined;
  readonly rows?: number;
}) {
  const control = useFieldControl();
  return (
    <textarea
      {...control}
      aria-label={label}
      rows={rows}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={styles.input}
    />
  );
}

/**
 * Shows a line for a number. The text is the user's own until it is a number within bounds; `onChange` hears numbers only, and
 * null where it was emptied and `isOptional`. A percentage is typed as 15 and given as 0.15.
 */
export function NumberField({
  value,
  onChange,
  unit,
  minimum,
  maximum,
  step,
  isOptional = false,
  isWhole = false,
  label,
  placeholder,
}: {
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
  readonly unit?: '%' | '$' | 'days' | 'tokens' | (string & {}) | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly step?: number | undefined;
  readonly isOptional?: boolean | undefined;
  readonly isWhole?: boolean | undefined;
  readonly label?: string | undefined;
  readonly placeholder?: string | undefined;
}) {
  const control = useFieldControl();
  const scale = unit === '%' ? 100 : 1;
  const asText = (number: number | null): string =>
    number === null ? '' : String(Number((number * scale).toPrecision(12)));
  const [text, setText] = useState(() => asText(value));
  const parse = (typed: string): number | null | undefined => {
    if (typed.trim() === '') return isOptional ? null : undefined;
    const number = Number(typed.replaceAll(',', '').trim()) / scale;
    if (!Number.isFinite(number) || (isWhole && !Number.isInteger(number))) return undefined;
    if ((minimum !== undefined && number < minimum) || (maximum !== undefined && number > maximum)) return undefined;
    return number;
  };
  const [seen, setSeen] = useState(value);
  // a value set from outside replaces what was typed, one that says the same does not
  if (seen !== value) {
    setSeen(value);
    if (parse(text) !== value) setText(asText(value));
  }
  const bounds = [
    minimum === undefined ? '' : `at least ${asText(minimum)}`,
    maximum === undefined ? '' : `at most ${asText(maximum)}`,
  ].filter((bound) => bound !== '');
  const isWrong = parse(text) === undefined;
  const move = (direction: number): void => {
    const next = (parse(text) ?? minimum ?? 0) + direction * (step ?? 1 / scale);
    const held = Math.min(Math.max(Number(next.toPrecision(12)), minimum ?? next), maximum ?? next);
    setText(asText(held));
    onChange(held);
  };
  return (
    <div className={styles.row}>
      <input
        {...control}
        aria-label={label}
        aria-invalid={isWrong || control['aria-invalid']}
        title={bounds.length === 0 ? undefined : bounds.join(', ')}
        inputMode="decimal"
        autoComplete="off"
        placeholder={placeholder}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          const number = parse(event.target.value);
          if (number !== undefined) onChange(number);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
          event.preventDefault();
          move(event.key === 'ArrowUp' ? 1 : -1);
        }}
        onBlur={() => {
          if (isWrong) setText(asText(value));
        }}
        className={classNames(styles.input, unit !== undefined && styles.withSuffix)}
      />
      {unit === undefined ? null : <span className={styles.suffix}>{unit}</span>}
    </div>
  );
}
