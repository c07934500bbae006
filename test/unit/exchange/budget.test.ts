import { describe, expect, test } from 'vitest';
import { type BudgetState, createBudget } from '../../../src/main/exchange/budget.ts';
import { AppError, NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { createHandClock } from '../../support/fake-exchange/hand-clock.ts';

const START = Date.UTC(2025, 0, 1);
const HOST = 'api.example.com';
const DAY_OF_PATIENCE = 86_400_000;

function createDesk(saved: BudgetState | null = null) {
  const time = createHandClock(START);
  const memory = { state: saved, saves: 0 };
  const storage = {
    load: () => memory.state,
    save: (state: BudgetState) => {
      memory.state = JSON.parse(JSON.stringify(state)) as BudgetState;
      memory.saves += 1;
    },
  };
  const create = () => createBudget({ clock: time.clock, sleep: time.sleep, storage });
  return { time, memory, create, budget: create() };
}

const take = (desk: ReturnType<typeof createDesk>, cost = 1, host = HOST) =>
  desk.budget.take(host, cost, DAY_OF_PATIENCE, NEVER_CANCELLED);

describe('createBudget', () => {
  test('spends a burst at once and then keeps the pace', async () => {
    const desk = createDesk();
    desk.budget.allow(HOST, { capacity: 3, refillMilliseconds: 1_000 });
    const times: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      await take(desk);
      times.push(desk.time.clock() - START);
    }
    expect(times).toEqual([0, 0, 0, 1_000, 2_000, 3_000]);
  });

  test('in no stretch of time is more spent than the burst and what grew in it', async () => {
    const desk = createDesk();
    desk.budget.allow(HOST, { capacity: 5, refillMilliseconds: 333 });
    const costs = [1, 0.4, 4, 1.2, 2, 0.2];
    const spent: { time: number; cost: number }[] = [];
    for (let i = 0; i < 200; i += 1) {
      const cost = costs[i % costs.length]!;
      await take(desk, cost);
      spent.push({ time: desk.time.clock(), cost });
      if (i % 37 === 0) desk.time.move(5_000);
    }
    for (const { time: from } of spent) {
      let sum = 0;
      for (const { time, cost } of spent) {
        if (time < from) continue;
        sum += cost;
        expect(sum).toBeLessThanOrEqual(5 + (time - from) / 333 + 1e-6);
      }
    }
  });

  test('serves those who wait in the order in which they came, also after one gave up', async () => {
    const desk = createDesk();
    desk.budget.allow(HOST, { capacity: 1, refillMilliseconds: 100 });
    const order: string[] = [];
    const signal = { aborted: false };
    const waiting = ['a', 'b', 'c', 'd'].map((name) =>
      desk.budget.take(HOST, 1, DAY_OF_PATIENCE, name === 'b' ? signal : NEVER_CANCELLED).then(
        () => order.push(name),
        (error: AppError) => order.push(`${name} ${error.code}`),
      ),
    );
    signal.aborted = true;
    await Promise.all(waiting);
    expect(order).toEqual(['a', 'b cancelled', 'c', 'd']);
    expect(desk.time.clock() - START).toBe(200);
  });

  test('hosts do not wait for one another', async () => {
    const desk = createDesk();
    desk.budget.allow('slow', { capacity: 1, refillMilliseconds: 60_000 });
    desk.budget.allow('fast', { capacity: 1, refillMilliseconds: 10 });
    desk.budget.block('slow', START + 3_600_000);
    await take(desk, 1, 'fast');
    await take(desk, 1, 'fast');
    expect(desk.time.slept).toEqual([10]);
  });

  test('waits as long as a host asks, and refuses at once what would take longer than the patience', async () => {
    const desk = createDesk();
    desk.budget.allow(HOST, { capacity: 2, refillMilliseconds: 1_000 });
    desk.budget.block(HOST, START + 30_000);
    desk.budget.block(HOST, START + 10_000);
    await desk.budget.take(HOST, 1, 60_000, NEVER_CANCELLED);
    expect(desk.time.clock()).toBe(START + 30_000);

    desk.budget.block(HOST, START + 200_000);
    const refusal = await desk.budget.take(HOST, 1, 60_000, NEVER_CANCELLED).catch((error: AppError) => error);
    expect(refusal).toBeInstanceOf(AppError);
    expect(refusal).toMatchObject({ code: 'rate-limited', details: { retryAt: START + 200_000 } });
    expect(desk.time.clock()).toBe(START + 30_000);
  });

  test('tells what is left and when the next request is free', async () => {
    const desk = createDesk();
    desk.budget.allow(HOST, { capacity: 2, refillMilliseconds: 1_000 });
    expect(desk.budget.look(HOST)).toEqual({ host: HOST, remaining: 2, freeAt: START });
    await take(desk, 1.5);
    expect(desk.budget.look(HOST)).toEqual({ host: HOST, remaining: 0, freeAt: START + 500 });
    desk.time.move(500);
    expect(desk.budget.look(HOST)).toEqual({ host: HOST, remaining: 1, freeAt: START + 500 });
    desk.budget.block(HOST, START + 9_000);
    expect(desk.budget.list()).toEqual([{ host: HOST, remaining: 0, freeAt: START + 9_000 }]);
  });

  test('a host that complained is asked again only when a token has grown', async () => {
    const desk = createDesk();
    desk.budget.allow(HOST, { capacity: 5, refillMilliseconds: 1_000 });
    desk.budget.drain(HOST);
    await take(desk);
    expect(desk.time.clock() - START).toBe(1_000);
  });

  test('a request dearer than the bucket leaves a debt that the next one waits for', async () => {
    const desk = createDesk();
    desk.budget.allow(HOST, { capacity: 2, refillMilliseconds: 100 });
    await take(desk, 10);
    expect(desk.time.slept).toEqual([]);
    await take(desk, 1);
    expect(desk.time.clock() - START).toBe(900);
  });

  test('continues after a restart with what was spent and what was forbidden', async () => {
    const desk = createDesk();
    desk.budget.allow(HOST, { capacity: 2, refillMilliseconds: 1_000 });
    await take(desk);
    await take(desk);
    desk.budget.block(HOST, START + 5_000);
    const again = desk.create();
    expect(again.look(HOST)).toEqual({ host: HOST, remaining: 0, freeAt: START + 5_000 });
    again.allow(HOST, { capacity: 2, refillMilliseconds: 1_000 });
    await again.take(HOST, 1, DAY_OF_PATIENCE, NEVER_CANCELLED);
    expect(desk.time.clock()).toBe(START + 5_000);
  });

  test('a clock that was set back neither grants nor takes tokens', async () => {
    const desk = createDesk();
    desk.budget.allow(HOST, { capacity: 2, refillMilliseconds: 1_000 });
    await take(desk);
    desk.time.set(START - 3_600_000);
    expect(desk.budget.look(HOST).remaining).toBe(1);
  });

  test('of two wishes for one host the stricter holds', async () => {
    const desk = createDesk();
    desk.budget.allow(HOST, { capacity: 5, refillMilliseconds: 100 });
    desk.budget.allow(HOST, { capacity: 2, refillMilliseconds: 50 });
    for (let i = 0; i < 3; i += 1) await take(desk);
    expect(desk.time.clock() - START).toBe(100);
    const { saves } = desk.memory;
    desk.budget.allow(HOST, { capacity: 5, refillMilliseconds: 100 });
    expect(desk.memory.saves).toBe(saves);
  });

  test('knows nothing of an unknown host and lets it be asked once a second', async () => {
    const desk = createDesk();
    await take(desk);
    await take(desk);
    expect(desk.time.clock() - START).toBe(1_000);
  });
});
