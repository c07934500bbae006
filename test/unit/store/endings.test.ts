import { expect, test } from 'vitest';
import { SILENCE_DAYS } from '../../../src/main/numeric/panel.ts';
import { addSeriesDays, createSourceDays, isCrawlEnd } from '../../../src/main/store/endings.ts';

const days = (from: number, until: number): Int32Array => Int32Array.from({ length: until - from }, (_, i) => from + i);
const source = (...series: readonly Int32Array[]) => {
  const record = createSourceDays();
  for (const own of series) addSeriesDays(record, own);
  return record;
};
const many = (count: number, from: number, until: number): Int32Array[] =>
  Array.from({ length: count }, () => days(from, until));

test('a series that stops while its source goes on was taken off', () => {
  expect(isCrawlEnd(source(days(0, 100), ...many(50, 0, 200)), 99)).toBe(false);
});

test('a source that falls silent with the series, or within a week, ended by itself', () => {
  expect(isCrawlEnd(source(days(0, 100)), 99)).toBe(true);
  expect(isCrawlEnd(source(days(0, 100), days(0, 107)), 99)).toBe(true);
  expect(isCrawlEnd(source(days(0, 100), days(0, 108)), 99)).toBe(false);
});

test('a crowd that stops on one day is the end of a crawl, also for those that stopped days before it', () => {
  const crowd = source(days(0, 95), ...many(30, 0, 100), ...many(200, 0, 200));
  expect(isCrawlEnd(crowd, 99)).toBe(true);
  expect(isCrawlEnd(crowd, 94)).toBe(true);
  expect(isCrawlEnd(source(days(0, 90), ...many(30, 0, 100), ...many(200, 0, 200)), 89)).toBe(false);
});

test('a few that stop together are no crowd: fewer than ten, or fewer than a tenth', () => {
  expect(isCrawlEnd(source(...many(9, 0, 100), ...many(20, 0, 200)), 99)).toBe(false);
  expect(isCrawlEnd(source(...many(20, 0, 100), ...many(200, 0, 200)), 99)).toBe(false);
  expect(isCrawlEnd(source(...many(10, 0, 100), ...many(20, 0, 200)), 99)).toBe(true);
});

test('a crowd that only paused is none, if it speaks again before the silence is an ending', () => {
  const paused = Array.from({ length: 30 }, () => Int32Array.from([...days(0, 100), ...days(125, 200)]));
  expect(isCrawlEnd(source(days(0, 100), ...paused, ...many(20, 0, 200)), 99)).toBe(false);
});

test('nothing later than the silence changes the verdict', () => {
  const build = (until: number) =>
    source(days(0, 100), ...many(30, 0, 100 + SILENCE_DAYS), ...many(20, 0, Math.min(until, 400)));
  const last = 99;
  for (const until of [last + SILENCE_DAYS + 1, 200, 400]) expect(isCrawlEnd(build(until), last)).toBe(false);
});
