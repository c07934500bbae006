import { describe, expect, it } from 'vitest';
import { EXCLUSION } from '../../../src/main/numeric/panel.ts';
import { exclusionOf, sectorOf } from '../../../src/main/store/kinds.ts';
import { baseOfMarket, ownAssetId, priceOrderOf, sourceKindOf } from '../../../src/main/store/sources.ts';

const symbols = new Set(['BTC', 'ETH', 'SUSHI', 'TRX', 'J']);
const of = (symbol: string, name: string | null = null, categories: string[] = []) =>
  exclusionOf({ symbol, name, categories }, symbols);

describe('exclusionOf', () => {
  it.each([
    ['USDT', 'Tether', ['Stablecoins'], EXCLUSION.stablecoin],
    ['HUSD', null, [], EXCLUSION.stablecoin],
    ['EUR', null, [], EXCLUSION.stablecoin],
    ['CEUR', 'Celo Euro', [], EXCLUSION.stablecoin],
    ['WBTC', 'Wrapped Bitcoin', ['Wrapped-Tokens'], EXCLUSION.wrapped],
    ['imBTC', 'the-tokenized-bitcoin', [], EXCLUSION.wrapped],
    ['RENBTC', 'renBTC', [], EXCLUSION.wrapped],
    ['STETH', 'Lido Staked Ether', ['Liquid Staking Tokens'], EXCLUSION.wrapped],
    ['DOGE', 'Binance-Peg Dogecoin', ['Binance-Peg Tokens'], EXCLUSION.wrapped],
    ['PAXG', 'PAX Gold', ['Tokenized Gold'], EXCLUSION.wrapped],
    ['BTCUP', null, [], EXCLUSION.leveraged],
    ['SUSHIDOWN', null, [], EXCLUSION.leveraged],
    ['ETH3S', 'amun-ether-3x-daily-short', [], EXCLUSION.leveraged],
    ['TRX3L', null, [], EXCLUSION.leveraged],
    ['XTZBULL', '3x-long-tezos-token', [], EXCLUSION.leveraged],
    ['BEAR', '', [], EXCLUSION.leveraged],
  ])('knows %s (%s) for what it is', (symbol, name, categories, bits) => {
    expect(of(symbol, name, categories)).toBe(bits);
  });

  it.each([
    ['BTC', 'Bitcoin', ['Layer 1 (L1)', 'Proof of Work (PoW)']],
    ['ZRX', '0x Protocol', ['Decentralized Finance (DeFi)']],
    ['JUP', 'Jupiter', []],
    ['SYRUP', 'Maple', []],
    ['COMP', 'Compound', []],
    ['COMP', 'compound', []],
    ['LDO', 'Lido DAO', ['Liquid Staking Governance Tokens', 'Liquid Staking']],
    ['ENA', 'Ethena', ['Stablecoin Protocol']],
    ['ACX', 'Across Protocol', ['Bridge Governance Tokens']],
    ['BTG', 'Bitcoin Gold', ['Bitcoin Fork']],
    ['FRAX', 'Frax (prev. FXS)', ['Seigniorage']],
    ['SPX', 'SPX6900', ['Meme', 'Bridged-Tokens']],
    ['STX', 'Stacks', []],
    ['PRO', 'Propy', ['Tokenized Real Estate']],
  ])('does not keep out %s (%s)', (symbol, name, categories) => {
    expect(of(symbol, name, categories)).toBe(0);
  });
});

describe('sectorOf', () => {
  it('is the narrowest that a category names, whoever holds it and wherever it trades', () => {
    expect(sectorOf('coingecko', ['Ethereum Ecosystem', 'Smart Contract Platform', 'Dog-Themed'])).toBe('Memes');
    expect(sectorOf('coingecko', ['GMCI DeFi Index', 'Smart Contract Platform'])).toBe('Smart contracts');
    expect(sectorOf('coingecko', ['FTX Holdings', 'Made in USA'])).toBeNull();
    expect(sectorOf('simulated', ['Stablecoins', 'Payments'])).toBe('Payments');
  });
});

describe('sources', () => {
  it('are told apart by what they quote', () => {
    expect(sourceKindOf('bybit', 'BTCUSDT')).toBe('derivatives');
    expect(sourceKindOf('okx', 'BTC/USDT:USDT')).toBe('derivatives');
    expect(sourceKindOf('kraken', 'BTC/USD')).toBe('exchange');
    expect(sourceKindOf('yahoo', 'bitcoin')).toBe('aggregator');
    expect([ownAssetId('simulated', 'SIM0001'), ownAssetId('binance', 'AUSDT')]).toEqual(['SIM0001', 'binance:AUSDT']);
    expect(['BTCUSDT', 'BTC/USD', 'btc-usdc', 'TUSDUSDT', 'USDT'].map(baseOfMarket)).toEqual([
      'BTC',
      'BTC',
      'BTC',
      'TUSD',
      'USDT',
    ]);
    expect(
      ['coingecko', 'kraken', 'yahoo', 'coinmarketcap', 'binance'].toSorted(
        (a, b) => priceOrderOf(a) - priceOrderOf(b),
      ),
    ).toEqual(['binance', 'kraken', 'coinmarketcap', 'yahoo', 'coingecko']);
  });
});
