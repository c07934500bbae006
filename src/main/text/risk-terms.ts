/** Terms of risk: what went wrong, or may, with a token, in the words in which it is reported. */
import type { Words } from './tokenize.ts';
import { addPhrase, createTrie, longestAt, phraseWords } from './trie.ts';

const TERMS: Readonly<Record<string, string>> = {
  hack: 'hack, hacks, hacked, hacker, hackers, hacking, heist, breach, breached, breaches, stolen, steal, steals, drained, drainer, phishing, private key leak, compromised',
  exploit:
    'exploit, exploits, exploited, exploiter, vulnerability, vulnerabilities, flash loan attack, reentrancy, bridge attack, oracle manipulation, 51% attack, governance attack',
  scam: 'scam, scams, scammer, scammers, rug pull, rug pulls, rugpull, rugged, rug pulled, exit scam, ponzi, pyramid scheme, honeypot, fraud, fraudulent, wash trading, pump and dump',
  delist:
    'delist, delists, delisted, delisting, delistings, trading suspended, suspends trading, halts trading, trading halted',
  withdrawals:
    'halts withdrawals, halted withdrawals, suspends withdrawals, suspended withdrawals, pauses withdrawals, paused withdrawals, freezes withdrawals, frozen withdrawals, bank run',
  lawsuit:
    'lawsuit, lawsuits, sue, sues, sued, suing, class action, indicted, indictment, subpoena, subpoenaed, wells notice, cease and desist, securities charges, charged with, arrested, settlement with the sec, sanctioned',
  unlock: 'token unlock, token unlocks, unlock, unlocks, vesting, vesting cliff, cliff unlock',
  depeg:
    'depeg, depegs, depegged, depegging, de-peg, de-pegged, loses peg, lost its peg, loses its peg, off peg, death spiral',
  insolvency:
    'insolvent, insolvency, bankrupt, bankruptcy, chapter 11, liquidators, default, defaults, defaulted, collapse, collapses, collapsed',
  outage: 'outage, outages, network halted, halted block production, chain halt, stopped producing blocks',
};

const PHRASES = createTrie<string>();
for (const [term, phrases] of Object.entries(TERMS)) {
  for (const phrase of phrases.split(', ')) addPhrase(PHRASES, phraseWords(phrase), () => term);
}

/** Returns the terms of risk that a text uses, such as `hack` or `unlock`, each once. */
export function findRisks({ lower }: Words): readonly string[] {
  const found = new Set<string>();
  for (let i = 0; i < lower.length; ) {
    const match = longestAt(PHRASES, lower, i);
    if (match !== undefined) found.add(match.value);
    i += match?.length ?? 1;
  }
  return [...found];
}
