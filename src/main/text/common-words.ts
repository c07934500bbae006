/** Words of everyday English and of markets that are names or symbols of tokens, too. */

const setOf = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Words too frequent to mean a token even with a capital: only its symbol in capitals or a cashtag names it. */
export const FREQUENT_WORDS = setOf(`
  a all an and any are as at be best big but buy by can change digital do end every everybody fair first five for free get gold
  good great hold honest how if in interest is it just key known last law life like live long many million more most must new
  next no not now of off on one only open or other our out over pay percent perfect project real record red safe secret sell
  seen send show six smart so social some strong super tap ten that the this time to top total trade trust two universe up us
  use useless verify wish we what when who why will win with women world you your zero thought solve online impact friends
  run know carry hand put pass print sports portal coal absolute iconic imo tens sq fb tx reserve strike meme joe adam alex ben max sam chad bob jack mark seth april may june august lightning
  portion equal request decent credits contribute gather cash crypto bank coin token chain market stock
`);

/** Words that need more than their letters to mean a token: a capital within a sentence, or a word such as "token" beside them. */
export const COMMON_WORDS = setOf(`
  ${[...FREQUENT_WORDS].join(' ')}
  access accelerator across alpha aragon arc ark artist asset atom attention aurora auto aware axe balance balancer band bean bear
  beam beat beer believer belt bit blast block bomb bond boom boost bounce brave bread bridge bull burst cake cap carbon card
  castle cat cell chips circle city civic clear cloud club commerce community compound connect consensus constant
  content convergence core cosmos covenants cover cream credit crowd cube custom cyber dash data dawn decision deflect degen dent
  diamond dice diligence direct divi dock dollars dose drops dust dynamic earth echo edge effect element elastic energy engine
  enigma era ether ethos euphoria everything exchange fabric factor family fetch fire flare flash flex flip float flow fluid flux
  focus food force forefront forge fork forth frax freedom frontier function fuel fun fund funfair fusion future galaxy game gas
  gate gem genesis ghost giant gifts glitch global grain graph gravity green grid grow guild handy harmony harvest haven heart
  heat hero hive holo home hope horizon hub hunt hydro hype icon immutable index insight item items jackpot jet
  keep kick kind king kite ledger lens level library light lightning linear link liquid liquidity loop loom love
  lunar mainframe maker mantle map maps mark mask masternode math matrix meme merge mesh metal metaverse method metronome mind
  minds mineral mint mirror mist molecule momentum monolith moon mover myriad name narrative native near neon nerves nest nexus
  nice node nuggets nut oasis ocean omni ontology optimism oracle orbit orbs order origin oxygen paid pandora parachute parallel
  particle path peak pearl permission phantom phoenix pillar pixel planet platform play plus point points polymath pop port
  position potential power prime prism profile propel propy public pulse pump punk pure push quant quantum quick
  radar radix rain ramp range rare raven reactor ready realm reef relevant relay render request reserve resource return reverse
  revival rhythm ripple rise robot rocket root rose royale rupee saga sake salt sand scale seal sense sentinel shadows shell
  shift ship signal silver smoke snowball society solar solid sonic soul space spark spectrum speed spell stable stacks star
  status stealth steem stone storm stratos stream strike stronghold sun supreme surge sushi swap swing swipe switch synergy
  synapse table target tau temple tether throne throttle thunder tide tower traction tree treasure trias tribe trick trend twist
  unify union unit unite unity utility utopia value vanguard venus verge vertex via vibe vision voice void volt
  vote voyager wagon wave waves wax web whale wild wing wings wise wonder work wormhole yield zap zen zinc zip
  lambda impossible standard structure custody education evolution fashion finance fight farm network protocol basic beta independent
  money system advanced modern moving museum numbers party plant natural local lending less liquid media mining
  ecosystem signature simple software stake support stars sure target trading ultimate universal vice whole white
  nano human pluto woo dune chronicle artificial intelligence fork bridge internet computer name service land worlds games
  arbitrage definition directly tanks runners spread algorithm spot bitter flame lead float
`);

/** Symbols that are abbreviations or names of something else: a cashtag or a word such as "token" beside them has to say so. */
export const OTHER_ABBREVIATIONS = setOf(`
  ark cns ftx xcm nvt mvrv sopr rsi macd mica dora dac ai api apr apy atm ath atl aum bis brd bsc btw car ceo cfo cia coin cpi cto cso dao dapp defi dex dlt doj dyor eip
  esg etf etn etp eu evm faq fbi fed fomo fud gbp gdp gmt gpu hodl ico ido ieo imf imo ipo ira irs iot isp it kyc la
  law lfg ln lol ltd mas moon nft nfts nyc nyse og ok otc p2p p2e pc pos pow pro ps rip roi rpg sec swap tba tbd time tv tvl uae
  uk un upi us usa usd utc vc vip vr wsj wtf www yen yoy yolo gm ngmi wagmi rekt sos ama via vs new top buy sell now all
`);

/** Words beside a name that say it is a token's. */
export const TOKEN_CONTEXT = setOf('token coin protocol blockchain mainnet tokenomics altcoin cryptocurrency');

/** Words beside a name that is an everyday word that say it is a token's or its project's. */
export const NAME_CONTEXT: ReadonlySet<string> = new Set([
  ...TOKEN_CONTEXT,
  ...setOf('tokens coins network foundation dao chain ecosystem airdrop finance defi testnet validators staking'),
]);

/** Money of states: a pair on an exchange makes it look like a token. */
export const MONEY_OF_STATES = setOf(
  'usd eur euro gbp aud cad chf jpy cny krw inr rub try brl ngn uah zar sgd hkd nzd',
);
