import { Link } from 'wouter';
import { tokenPath } from '../routes.ts';

/** Shows the name of a token as a link to its page. */
export function TokenLink({ asset, name }: { readonly asset: string; readonly name: string }) {
  return (
    <Link href={tokenPath(asset)} title={name === asset ? name : `${name} (${asset})`}>
      {name}
    </Link>
  );
}
