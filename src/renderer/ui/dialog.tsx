import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button, IconButton } from './button.tsx';
import { classNames } from './class-names.ts';
import { Field, TextArea } from './field.tsx';
import styles from './overlay.module.css';

/** Shows a dialog above the page. Escape and the cross close it; the focus goes back to where it came from. */
export function Dialog({
  isOpen,
  onClose,
  title,
  description,
  actions,
  isWide,
  children,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  /** Buttons at its foot, the main one last. */
  readonly actions?: ReactNode;
  readonly isWide?: boolean | undefined;
  readonly children?: ReactNode;
}) {
  return (
    <BaseDialog.Root open={isOpen} onOpenChange={(open) => (open ? undefined : onClose())}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={styles.backdrop} />
        <BaseDialog.Popup className={classNames(styles.dialog, isWide && styles.wide)}>
          <div className={styles.dialogHead}>
            <BaseDialog.Title className={styles.dialogTitle}>{title}</BaseDialog.Title>
            <IconButton label="Close" onClick={onClose}>
              <X />
            </IconButton>
          </div>
          <div className={styles.dialogBody}>
            {description === undefined ? null : (
              <BaseDialog.Description className={styles.dialogText}>{description}</BaseDialog.Description>
            )}
            {children}
          </div>
          {actions === undefined ? null : <div className={styles.dialogActions}>{actions}</div>}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

/** Asks before something is done that is not easily undone; with `reasonLabel` it also asks why, and hands the reason over. */
export function ConfirmDialog({
  isOpen,
  onClose,
  onConfirm,
  title,
  description,
  confirmLabel,
  isDangerous,
  reasonLabel,
  isReasonOptional,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onConfirm: (reason: string) => unknown;
  readonly title: string;
  readonly description?: ReactNode;
  readonly confirmLabel: string;
  readonly isDangerous?: boolean | undefined;
  readonly reasonLabel?: string | undefined;
  readonly isReasonOptional?: boolean | undefined;
}) {
  const [reason, setReason] = useState('');
  const [isWorking, setIsWorking] = useState(false);
  const needsReason = reasonLabel !== undefined && !isReasonOptional && reason.trim() === '';
  const confirm = async (): Promise<void> => {
    setIsWorking(true);
    try {
      await onConfirm(reason.trim());
      setReason('');
      onClose();
    } finally {
      setIsWorking(false);
    }
  };
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={title}
      description={description}
      actions={
        <>
          <Button onClick={onClose}>Keep as it is</Button>
          <Button
            kind={isDangerous ? 'danger' : 'primary'}
            isWorking={isWorking}
            disabledWhy={needsReason && 'Say why first'}
            onClick={() => void confirm()}
          >
            {confirmLabel}
          </Button>
        </>
      }
    >
      {reasonLabel === undefined ? null : (
        <Field label={reasonLabel}>
          <TextArea value={reason} onChange={setReason} />
        </Field>
      )}
    </Dialog>
  );
}
