import { Page } from '../ui/page.tsx';

/** Shows the page "Welcome". */
export function WelcomeView() {
  return <Page title="Welcome" />;
}
