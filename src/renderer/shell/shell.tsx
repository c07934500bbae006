import { Suspense } from 'react';
import { Pages } from './pages.tsx';

/** Shows what surrounds every page, and the page. */
export function Shell() {
  return (
    <main>
      <Suspense fallback={null}>
        <Pages />
      </Suspense>
    </main>
  );
}
