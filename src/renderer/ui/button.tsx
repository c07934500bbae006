import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import styles from './button.module.css';
import { classNames } from './class-names.ts';

/** What both kinds of buttons are given. */
export type ButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled' | 'type'> & {
  readonly kind?: 'plain' | 'primary' | 'quiet' | 'danger' | undefined;
  /** Why it cannot be pressed now, shown on hover; the button stays reachable so that the reason can be read. */
  readonly disabledWhy?: string | false | null | undefined;
  readonly isWorking?: boolean | undefined;
  readonly type?: 'button' | 'submit' | undefined;
  readonly ref?: Ref<HTMLButtonElement> | undefined;
};

/** Shows a button with words. */
export function Button({ kind = 'plain', disabledWhy, isWorking, type = 'button', className, ...rest }: ButtonProps) {
  const isOff = Boolean(disabledWhy) || isWorking === true;
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={isOff || undefined}
      aria-busy={isWorking || undefined}
      title={disabledWhy || rest.title}
      onClick={isOff ? (event) => event.preventDefault() : rest.onClick}
      className={classNames(styles.button, kind !== 'plain' && styles[kind], isWorking && styles.working, className)}
    />
  );
}

/** Shows a button with an icon alone; `label` is its name and its hover text. */
export function IconButton({
  label,
  children,
  className,
  ...rest
}: ButtonProps & { readonly label: string; readonly children: ReactNode }) {
  return (
    <Button kind="quiet" title={label} {...rest} aria-label={label} className={classNames(styles.icon, className)}>
      {children}
    </Button>
  );
}
