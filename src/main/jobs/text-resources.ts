/** The word list and the classifier that ship, from their files. */
import { readFileSync } from 'node:fs';
import { type Classifier, classifierOf } from '../text/classifier.ts';
import { type Lexicon, parseLexicon } from '../text/lexicon.ts';
import type { ClassifierResource } from '../text/resource.ts';

/** What texts are read with. */
export type TextResources = {
  readonly lexicon: Lexicon;
  readonly classifier: Classifier;
  readonly description: ClassifierResource;
};

// where the program runs as it was written, and where it was built for the desktop
const FOLDER = new URL(import.meta.url.endsWith('.ts') ? '../../../resources/' : '../../resources/', import.meta.url);

let resources: TextResources | null = null;

/** Returns the word list and the classifier, read once for each thread. */
export function textResources(): TextResources {
  if (resources !== null) return resources;
  const description = classifierDescription();
  const bytes = readFileSync(new URL('sentiment-classifier.bin', FOLDER));
  resources = {
    lexicon: parseLexicon(readFileSync(new URL('sentiment-words.tsv', FOLDER), 'utf8')),
    classifier: classifierOf(description.params, bytes),
    description,
  };
  return resources;
}

/** Returns what is told of the classifier that ships. */
export function classifierDescription(): ClassifierResource {
  return JSON.parse(readFileSync(new URL('sentiment-classifier.json', FOLDER), 'utf8')) as ClassifierResource;
}
