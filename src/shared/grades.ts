/** What grades are, without their schemas: the window needs these values and none of the machinery that checks input. */

/** A trader's grade looks days ahead, an investor's months. */
export const GRADES = ['trader', 'investor'] as const;
export type Grade = (typeof GRADES)[number];

/** Letters by falling score, and the lowest score that earns each. A score above 80 is read as strong. */
export const LETTER_BANDS = [
  { letter: 'A+', fromScore: 95 },
  { letter: 'A', fromScore: 90 },
  { letter: 'A-', fromScore: 80 },
  { letter: 'B+', fromScore: 70 },
  { letter: 'B', fromScore: 60 },
  { letter: 'B-', fromScore: 50 },
  { letter: 'C+', fromScore: 40 },
  { letter: 'C', fromScore: 30 },
  { letter: 'C-', fromScore: 20 },
  { letter: 'D', fromScore: 10 },
  { letter: 'F', fromScore: 0 },
] as const;

/** Closes that a sparkline is drawn from: this many, evenly spread over the last 90 days. */
export const SPARKLINE_POINTS = 30;
