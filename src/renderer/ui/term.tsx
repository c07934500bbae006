import { type ReactNode, useId } from 'react';
import { GLOSSARY, type GlossaryWord } from '../glossary.ts';
import styles from './overlay.module.css';
import { Tooltip } from './popup.tsx';

/** Shows a word with a dotted line below it; hover or focus says what it means. The children replace the word itself. */
export function Term({ word, children }: { readonly word: GlossaryWord; readonly children?: ReactNode }) {
  const id = useId();
  return (
    <>
      <Tooltip
        text={
          <>
            <strong>{word}</strong>
            {GLOSSARY[word]}
          </>
        }
      >
        <button type="button" className={styles.term} aria-describedby={id} onClick={(event) => event.preventDefault()}>
          {children ?? word}
        </button>
      </Tooltip>
      <span id={id} hidden>
        {GLOSSARY[word]}
      </span>
    </>
  );
}
