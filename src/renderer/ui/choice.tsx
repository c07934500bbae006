import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox';
import { Slider as BaseSlider } from '@base-ui/react/slider';
import { Switch as BaseSwitch } from '@base-ui/react/switch';
import { Tabs as BaseTabs } from '@base-ui/react/tabs';
import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';
import { Check } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import styles from './field.module.css';
import { useFieldControl } from './field.tsx';

/** One of a few choices; `title` is shown on hover. */
export type Choice<Value extends string> = {
  readonly value: Value;
  readonly label: ReactNode;
  readonly title?: string | undefined;
};

/** Shows a box to tick, with its words. */
export function Checkbox({
  isChecked,
  onChange,
  children,
}: {
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <div className={styles.choice}>
      <BaseCheckbox.Root
        aria-labelledby={id}
        className={styles.box}
        checked={isChecked}
        onCheckedChange={(checked) => onChange(checked)}
      >
        <BaseCheckbox.Indicator>
          <Check strokeWidth={3} />
        </BaseCheckbox.Indicator>
      </BaseCheckbox.Root>
      {/* biome's rule cannot see that the box is named by these words */}
      <span id={id} onClick={() => onChange(!isChecked)} aria-hidden="true">
        {children}
      </span>
    </div>
  );
}

/** Shows a switch for what takes effect at once, with its words. */
export function Switch({
  isOn,
  onChange,
  children,
}: {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <div className={styles.choice}>
      <BaseSwitch.Root
        aria-labelledby={id}
        className={styles.switch}
        checked={isOn}
        onCheckedChange={(checked) => onChange(checked)}
      >
        <BaseSwitch.Thumb className={styles.thumb} />
      </BaseSwitch.Root>
      <span id={id}>{children}</span>
    </div>
  );
}

/** Shows a slider over a range. */
export function Slider({
  value,
  onChange,
  minimum,
  maximum,
  step = 1,
  label,
  format,
}: {
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly minimum: number;
  readonly maximum: number;
  readonly step?: number | undefined;
  readonly label: string;
  /** The value in words, for screen readers. */
  readonly format?: ((value: number) => string) | undefined;
}) {
  return (
    <BaseSlider.Root
      value={value}
      onValueChange={(next) => onChange(typeof next === 'number' ? next : (next[0] ?? minimum))}
      min={minimum}
      max={maximum}
      step={step}
      thumbAlignment="edge"
    >
      <BaseSlider.Control className={styles.slider}>
        <BaseSlider.Track className={styles.track}>
          <BaseSlider.Indicator className={styles.filled} />
          <BaseSlider.Thumb
            className={styles.handle}
            aria-label={label}
            {...(format === undefined ? {} : { getAriaValueText: (_: string, number: number) => format(number) })}
          />
        </BaseSlider.Track>
      </BaseSlider.Control>
    </BaseSlider.Root>
  );
}

/** Shows a few choices side by side, of which one is taken. */
export function Segmented<Value extends string>({
  value,
  onChange,
  choices,
  label,
}: {
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly choices: readonly Choice<Value>[];
  readonly label: string;
}) {
  const control = useFieldControl();
  return (
    <ToggleGroup
      {...control}
      aria-label={label}
      className={styles.group}
      value={[value]}
      onValueChange={(next) => {
        const taken = next[0] as Value | undefined;
        if (taken !== undefined) onChange(taken);
      }}
    >
      {choices.map((choice) => (
        <Toggle key={choice.value} value={choice.value} title={choice.title} className={styles.option}>
          {choice.label}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}

/** Shows tabs and the content of the one that is open. */
export function Tabs<Value extends string>({
  value,
  onChange,
  tabs,
  label,
}: {
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly tabs: readonly (Choice<Value> & { readonly content: ReactNode })[];
  readonly label: string;
}) {
  return (
    <BaseTabs.Root value={value} onValueChange={(next) => onChange(next as Value)}>
      <BaseTabs.List className={styles.tabs} aria-label={label}>
        {tabs.map((tab) => (
          <BaseTabs.Tab key={tab.value} value={tab.value} title={tab.title} className={styles.tab}>
            {tab.label}
          </BaseTabs.Tab>
        ))}
      </BaseTabs.List>
      {tabs.map((tab) => (
        <BaseTabs.Panel key={tab.value} value={tab.value} className={styles.tabPanel}>
          {tab.content}
        </BaseTabs.Panel>
      ))}
    </BaseTabs.Root>
  );
}
