import { Fragment } from 'react';
import { Link } from 'wouter';
import { tokenPath } from '../routes.ts';
import styles from './token-link.module.css';

const SIMULATED = ' (simulated)';

/** Shows the name of a token in a table: that it is made up is said by the badge of the window, and here to screen readers. */
export function TokenName({ name }: { readonly name: string }) {
  if (!name.endsWith(SIMULATED)) return name;
  return (
    <>
      {name.slice(0, -SIMULATED.length)}
      <span className={styles.spoken}>{SIMULATED}</span>
    </>
  );
}

/** Shows the name of a token as a link to its page. */
export function TokenLink({ asset, name }: { readonly asset: string; readonly name: string }) {
  return (
    <Link href={tokenPath(asset)} title={name === asset ? name : `${name} (${asset})`}>
      <TokenName name={name} />
    </Link>
  );
}

/** Shows tokens as links, with commas. */
export function TokenLinks({
  assets,
  symbolOf,
}: {
  readonly assets: readonly string[];
  readonly symbolOf: (asset: string) => string;
}) {
  return assets.map((asset, place) => (
    <Fragment key={asset}>
      {place === 0 ? '' : ', '}
      <TokenLink asset={asset} name={symbolOf(asset)} />
    </Fragment>
  ));
}
