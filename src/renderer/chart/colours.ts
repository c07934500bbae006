import { useEffect, useState } from 'react';

const NAMES = [
  'text',
  'text-muted',
  'surface',
  'border',
  'grid',
  'accent',
  'gain',
  'loss',
  'gain-fill',
  'loss-fill',
] as const;
const SERIES_COUNT = 8;

/** The colours of the theme as a canvas understands them. */
export type Colours = Readonly<Record<(typeof NAMES)[number], string>> & { readonly series: readonly string[] };

/** Returns the present colours. light-dark() is resolved by the browser only where a colour is used, hence the probe. */
function readColours(): Colours {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const read = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = Object.fromEntries(NAMES.map((name) => [name, read(name)])) as Record<(typeof NAMES)[number], string>;
  const series = Array.from({ length: SERIES_COUNT }, (_, index) => read(`series-${index + 1}`));
  probe.remove();
  return { ...colours, series };
}

/** Returns the colours of the theme, anew when the theme changes. */
export function useColours(): Colours {
  const [colours, setColours] = useState(readColours);
  useEffect(() => {
    const read = (): void => setColours(readColours());
    const system = matchMedia('(prefers-color-scheme: dark)');
    const observer = new MutationObserver(read);
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    system.addEventListener('change', read);
    return () => {
      observer.disconnect();
      system.removeEventListener('change', read);
    };
  }, []);
  return colours;
}

/** Returns a colour with an opacity of 0..1; takes `rgb(r, g, b)` as the browser writes it. */
export function withOpacity(colour: string, opacity: number): string {
  const parts = colour.match(/[\d.]+/g);
  if (parts === null || parts.length < 3) return colour;
  return `rgba(${parts.slice(0, 3).join(', ')}, ${opacity})`;
}
