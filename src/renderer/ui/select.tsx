import { Combobox as BaseCombobox } from '@base-ui/react/combobox';
import { Select as BaseSelect } from '@base-ui/react/select';
import { Check, ChevronsUpDown } from 'lucide-react';
import type { ReactNode } from 'react';
import fieldStyles from './field.module.css';
import { useFieldControl } from './field.tsx';
import styles from './overlay.module.css';

/** One choice of a list; `note` stands beside its label. */
export type SelectChoice<Value extends string> = {
  readonly value: Value;
  readonly label: string;
  readonly note?: ReactNode;
};

/** Shows one choice of a list that opens. For more than about fifteen choices take Combobox. */
export function Select<Value extends string>({
  value,
  onChange,
  choices,
  label,
}: {
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly choices: readonly SelectChoice<Value>[];
  /** Name where no Field is around it. */
  readonly label?: string | undefined;
}) {
  const control = useFieldControl();
  return (
    <BaseSelect.Root
      items={choices.map(({ value: item, label: words }) => ({ value: item, label: words }))}
      value={value}
      onValueChange={(next) => {
        if (next !== null) onChange(next as Value);
      }}
    >
      <BaseSelect.Trigger {...control} aria-label={label} className={styles.select}>
        <BaseSelect.Value />
        <BaseSelect.Icon>
          <ChevronsUpDown aria-hidden="true" />
        </BaseSelect.Icon>
      </BaseSelect.Trigger>
      <BaseSelect.Portal>
        <BaseSelect.Positioner
          className={styles.positioner}
          sideOffset={4}
          alignItemWithTrigger={false}
          collisionPadding={8}
        >
          <BaseSelect.Popup className={styles.list}>
            {choices.map((choice) => (
              <BaseSelect.Item key={choice.value} value={choice.value} className={styles.item}>
                <span className={styles.mark}>
                  <BaseSelect.ItemIndicator>
                    <Check aria-hidden="true" />
                  </BaseSelect.ItemIndicator>
                </span>
                <BaseSelect.ItemText>{choice.label}</BaseSelect.ItemText>
                {choice.note}
              </BaseSelect.Item>
            ))}
          </BaseSelect.Popup>
        </BaseSelect.Positioner>
      </BaseSelect.Portal>
    </BaseSelect.Root>
  );
}

/** Shows a line that finds one of many choices as one types. */
export function Combobox<Value extends string>({
  value,
  onChange,
  choices,
  label,
  placeholder,
}: {
  readonly value: Value | null;
  readonly onChange: (value: Value | null) => void;
  readonly choices: readonly SelectChoice<Value>[];
  readonly label?: string | undefined;
  readonly placeholder?: string | undefined;
}) {
  const control = useFieldControl();
  const chosen = choices.find((choice) => choice.value === value) ?? null;
  return (
    <BaseCombobox.Root
      items={choices}
      limit={100}
      autoHighlight
      value={chosen}
      onValueChange={(next) => onChange((next as SelectChoice<Value> | null)?.value ?? null)}
      isItemEqualToValue={(left, right) => left.value === right.value}
    >
      <BaseCombobox.Input
        {...control}
        // while the list is open the library hides all else from screen readers, the label too; a reference still finds it
        aria-labelledby={control.id === undefined ? undefined : `${control.id}label`}
        aria-label={label}
        placeholder={placeholder}
        className={fieldStyles.input}
      />
      <BaseCombobox.Portal>
        <BaseCombobox.Positioner className={styles.positioner} sideOffset={4} collisionPadding={8}>
          <BaseCombobox.Popup className={styles.list}>
            <BaseCombobox.Empty className={styles.emptyList}>Nothing of that name</BaseCombobox.Empty>
            <BaseCombobox.List>
              {(choice: SelectChoice<Value>) => (
                <BaseCombobox.Item key={choice.value} value={choice} className={styles.item}>
                  {choice.label}
                  {choice.note}
                </BaseCombobox.Item>
              )}
            </BaseCombobox.List>
          </BaseCombobox.Popup>
        </BaseCombobox.Positioner>
      </BaseCombobox.Portal>
    </BaseCombobox.Root>
  );
}
