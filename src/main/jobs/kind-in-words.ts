const WORDS: Readonly<Record<string, string>> = {
  'gradient-boosting': 'gradient boosting',
  'random-forest': 'random forest',
  'gru-network': 'recurrent network (GRU)',
  'lstm-network': 'recurrent network (LSTM)',
  'temporal-transformer': 'temporal transformer',
  'equal-weights': 'equal weights',
};

/** Returns a kind of member as a sentence has it, such as `recurrent network (GRU)`; the kind itself where there are no words for it. */
export function kindInWords(kind: string): string {
  return WORDS[kind] ?? kind;
}
