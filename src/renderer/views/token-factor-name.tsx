import type { FactorInfo } from '../../shared/factors.ts';
import { factorHelp, factorWords } from '../factor-words.ts';
import { Tooltip } from '../ui/popup.tsx';
import styles from './token.module.css';

/** Shows the name of a factor; hover or focus explains it. */
export function FactorName({ id, infos }: { readonly id: string; readonly infos: readonly FactorInfo[] }) {
  const { name } = factorWords(id);
  const help = factorHelp(
    infos.find((info) => info.id === id),
    id,
  );
  return (
    <Tooltip
      text={
        <>
          <strong>{name}</strong>
          {help}
        </>
      }
    >
      <button type="button" className={styles.factor} aria-label={`${name}. ${help}`}>
        {name}
      </button>
    </Tooltip>
  );
}
