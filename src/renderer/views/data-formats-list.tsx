import { type FileFormat, OTHER_FORMATS, TABLE_FORMATS, TOKEN_FORMATS } from './data-formats.ts';
import styles from './data-ways.module.css';

/** Shows, once it is unfolded, which files an import understands. */
export function FormatsList() {
  return (
    <details className={styles.formats}>
      <summary>Which files are understood</summary>
      <p className={styles.muted}>
        Columns may stand in any order and in small or capital letters; further ones do no harm. Prices in US dollars or
        a stablecoin of it, times in UTC.
      </p>
      <h3>One token a file, which its name tells</h3>
      <Formats formats={TOKEN_FORMATS} />
      <h3>Many tokens a file, by day</h3>
      <Formats formats={TABLE_FORMATS} />
      <h3>Articles, events and measures</h3>
      <Formats formats={OTHER_FORMATS} />
    </details>
  );
}

function Formats({ formats }: { readonly formats: readonly FileFormat[] }) {
  return (
    <dl>
      {formats.map(({ title, header, names, volume }) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>
            <code>{header ?? 'as it comes, with or without a header'}</code>
            {names === null ? null : (
              <>
                {' '}
                named as{' '}
                {names.map((name, i) => (
                  <span key={name}>
                    {i === 0 ? '' : i === names.length - 1 ? ' or ' : ', '}
                    <code>{name}</code>
                  </span>
                ))}
              </>
            )}
            {volume === null ? null : <span className={styles.muted}>; volume in {volumeWords(volume)}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

const volumeWords = (volume: string): string => (volume === 'both' ? 'the token and in dollars' : volume);
