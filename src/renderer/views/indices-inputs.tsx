import { X } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Combobox, type SelectChoice } from '../ui/select.tsx';
import styles from './indices.module.css';

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
