/** What words mean, in one or two plain sentences. A word that a newcomer may not know is shown through `Term` and stands here. */
export const GLOSSARY = {
  'rank IC':
    'How well the order of the scores matched the order of what then happened: 1 is a perfect match, 0 is chance, −1 the reverse. Above 0.03 over many months is good.',
  'return spread':
    'What the best-scored fifth of tokens returned, less what the worst-scored fifth did. It says in money what the rank IC says in order.',
  drawdown: 'How far a value has fallen below its highest point so far.',
  Sharpe:
    'Return for each unit of risk: the mean return of a year divided by its volatility. Above 1 is good, above 2 rare over years.',
  Sortino: 'Like Sharpe, but only falls count as risk.',
  Calmar: 'The return of a year divided by the deepest drawdown.',
  PSR: 'Probability that the true Sharpe is above zero, given how short and uneven the record is.',
  DSR: 'Probability that the true Sharpe is above what the best of so many trials would reach by luck alone. Below 95 %, luck is a good explanation.',
  PBO: 'Probability of backtest overfitting: how often the configuration that looked best in one half of the history was below the middle in the other.',
  MinTRL: 'Days of record needed before one can be sure that the Sharpe is above zero.',
  trial: 'One configuration that was ever backtested. All of them count, because the best of many looks good by luck.',
  'token life':
    'One unbroken record of a token. A token that was silent for 30 days and came back, or whose price jumped where no other source agrees, counts anew, so there are more lives than tokens.',
  'block bootstrap':
    'The days are drawn again at random thousands of times, in blocks of days that follow each other, to see how far a figure would have varied by chance.',
  turnover: 'Half the sum of all weight changes: 20 % means that a fifth of the portfolio was replaced.',
  volatility: 'How much a price moves up and down in a year, as a standard deviation.',
  'diversification ratio':
    'The volatility that the holdings have on average, divided by that of the whole. The more above 1, the more they balance each other.',
  'effective number of assets':
    'How many equal holdings would be as spread out as this portfolio. Twenty tokens of which one weighs half count as about four.',
  'risk contribution': "The part of the portfolio's variance that a holding brings with it. All parts add up to 100 %.",
  'hierarchical risk parity':
    'A weighting that groups tokens that move together and shares the risk between the groups, then within them.',
  'equal risk contribution': 'A weighting in which every holding brings the same part of the risk.',
  'maximum diversification': 'A weighting that makes the diversification ratio as large as it can.',
  'inverse volatility': 'A weighting in which a token that moves half as much weighs twice as much.',
  'cap weight': 'A weighting by market value: the largest tokens weigh most.',
  'square-root cap':
    'A weighting by the square root of market value, so that large tokens weigh more, but less than in full.',
  coverage: 'The share of factors for which a token has data. Below a threshold no grade is given.',
  'withheld grade': 'A grade that was not given because too little is known. Nothing is guessed.',
  evidence: 'How much a grade rests on: the share of data present, its age, and how well the models did out of sample.',
  'trader grade': 'Where a token stands among all on the outlook of the next days, 0 to 100.',
  'investor grade': 'Where a token stands among all on the outlook of the next months, 0 to 100.',
  signal: 'The combined forecast of the models, in standard deviations across all tokens of the day.',
  factor: 'A number for each token and day that is computed from data known by then, such as the return of 30 days.',
  'walk-forward':
    'A test in which the models are trained anew before every decision, on nothing but what was known by then.',
  't of a mean':
    'How far a mean lies from zero, in its own standard errors. Between −2 and 2 chance explains it well enough.',
  'out of sample': 'Measured on days that the model had not seen when it learnt.',
  'point in time': 'As it was known then, not as it was corrected later.',
  survivorship:
    'Results look too good if tokens that died are left out. Here they stay in, with a loss when they are delisted.',
  regime:
    'The kind of time that the market is in: calm, or turbulent with larger swings. Each day is judged by what was known at its end.',
  breadth:
    'The share of tokens that rise, or that are above their own average. A rise that few take part in is fragile.',
  'fear and greed':
    'A score of 0 (fear) to 100 (greed), put together from volatility, momentum with volume, and Bitcoin\u2019s share.',
  'sector rotation': 'Which groups of tokens gain on the others, and which fall behind.',
  support: 'A price at which falls have ended before, with how often it held.',
  resistance: 'A price at which rises have ended before, with how often it held.',
  percentile: 'The share of tokens that are lower: 90 means that nine of ten are.',
  calibration: 'Whether forecasts of a size were followed by outcomes of that size.',
  importance: 'How much a model leans on a factor: what would change in its scores without it.',
  residual:
    'What is left over when parts are added up: rounding, and the little by which the way of sharing out the score of a network misses it.',
  base: 'The score of a token of which nothing is known.',
  'top contributions': 'The factors that moved the grade most. The rest are added up in one line.',
  embargo: 'Days left out between training and test, so that nothing of the test can leak into the training.',
  slippage: 'What a trade costs beyond the fee, because it moves the price or crosses the spread.',
  spread: 'The distance between the price to buy and the price to sell.',
  'market impact': 'How far an order moves the price against itself; large orders in thin markets move it most.',
  'basis point': 'A hundredth of a percent.',
  benchmark: 'A simple portfolio to compare with: Bitcoin alone, or the whole market by size or in equal parts.',
  CAGR: 'Compound annual growth rate: the steady return of a year that would give the same result.',
  'ulcer index': 'How deep and how long drawdowns were, in one number; the lower the better.',
  'tail ratio': 'The size of the best days divided by that of the worst.',
  'profit factor': 'All gains divided by all losses, day by day. Above 1 more was gained than lost.',
  'value at risk': 'The loss that is exceeded on only one day in twenty.',
  'expected shortfall': 'The mean loss of the worst day in twenty.',
  beta: 'How much the portfolio moves when the benchmark moves by one.',
  'covariance coverage':
    'How much data stands behind the risk: the share of pairs of tokens with enough days in common. The other pairs are given the mean correlation.',
  draft: 'A proposed index with its weights and reasons, which becomes an index once you approve it.',
  replay: 'The draft is made again from its recorded inputs; the same hash proves that nothing was changed.',
  hash: 'A fingerprint of the content: the same content always has the same one.',
  universe: 'The tokens that may be ranked and held on a day, by rules that look only backwards.',
  cluster: 'Tokens whose prices move together.',
  correlation: 'How much two prices move together: 1 in step, 0 unrelated, −1 opposed.',
  gap: 'Days without a candle between days that have one.',
  'refused row': 'A row of a file that cannot be true, such as a high below a low. It is kept aside, never repaired.',
  absence: 'A typed reason why there is no candle: not listed, no trades, rate limited, provider error, stale.',
  stale: 'A token whose source no longer sends prices.',
  backfill: 'Fetching or computing what was missed in the past.',
  'linked series':
    'A series of prices of which it is known which token it is of. One that stands alone is a token of its own and is not merged by guess.',
  'newest whole day': 'The last day of which most of the market has prices. Grades and drafts are made as of it.',
  'known at':
    'When a price could first have been used. Observed: we fetched it then. Assumed: it came in a file, so its close and a delay are taken.',
  batch: 'What one import or one fetch brought in. It is seen all at once, or not at all.',
  candle: 'Opening, highest, lowest and closing price of a span of time, with its volume.',
  SIMULATED: 'A made-up market whose truth is known. No price in it was ever paid.',
  'learning curve': 'How skill went in the course of time, on days that nothing had been learnt from.',
  'gradient boosting': 'A model of many small decision trees, each of which corrects the ones before it.',
  'random forest': 'A model of many decision trees, each grown on a random part of the data; their mean decides.',
  'recurrent network':
    'A model that reads the last days and weeks of a token one after the other and remembers what mattered. GRU and LSTM are two ways to remember.',
  'temporal transformer': 'A model that looks at all days of the window at once and learns which of them to heed.',
  record:
    'Forecasts that each model made of days it had not learnt from, walking forward through the history: trained on what was known, judged on what came after.',
  're-weighting':
    'Members whose forecasts came true gain weight in the ensemble, others lose it, but only once the outcome of a forecast is known.',
  ICIR: 'The mean rank IC divided by how much it varies from day to day: skill that is steady has a high one.',
  'hit rate': 'How often, of two tokens, the one with the better score did better. 50 % is chance.',
  'calibration error':
    'How far forecast and realised ranks lay apart on average, over tenths of the tokens. 0 is perfect.',
  'interval coverage':
    'Share of the outcomes that lay within the interval that was to hold 80 % of them. Near 80 % the intervals can be trusted.',
  regret: 'How much skill was missed by not having followed the single member that, seen afterwards, was best.',
  stacking:
    'The weights that would have combined the members best on forecasts of days they had not learnt from, drawn towards equal ones.',
  'history curve': 'Skill against how many days of history were learnt from.',
  'token quality':
    'The chances that a token is alive and liquid a year later, fades away, or dies, learnt from all tokens of the past, the dead among them.',
  'area under the curve':
    'How often, of two tokens of which one met the fate, that one was given the higher chance. 50 % is chance, 100 % perfect.',
  'Brier score':
    'Mean squared distance of chance and outcome. 0 is perfect; it has to be lower than that of always telling the usual shares.',
  'anomaly score':
    'How quickly random cuts through the data set the token apart from all others of the day. 0.5 is ordinary, near 1 it stands alone at once.',
  'own score': "The same score against the token's own past instead of the others of the day.",
  alert: 'An anomaly whose score is above the threshold from which the program warns.',
  'base rate': 'How often the same happens anyway, without the sign that is looked at.',
  recall: 'The share of the labelled events that were found.',
  precision: 'The share of the alerts that fell on a labelled event.',
  'robust deviations':
    'How far a value lies from the middle, in units of the usual distance (median and median absolute deviation), so that a few wild values do not blur it.',
  'pattern hit rate':
    'How often a token did better than the middle of the day afterwards, or worse where the pattern says so.',
  'alike tokens':
    'Tokens that were as volatile in the same weeks. Calm tokens do better than the middle more often anyway; a pattern has to beat these.',
  lift: 'The hit rate divided by what it is otherwise. 1 is no difference.',
  'token weeks': 'On how many weeks of how many tokens together the pattern held.',
  'corrected p value':
    'How likely luck alone would give so much, corrected for how many combinations were looked at. Below 5 % it is called significant.',
  confirmation: 'Whether a pattern held up on the years after those it was found in, with nothing left to choose.',
  sentiment: 'How good or bad the words of a text sound, −1 to 1.',
  'risk words': 'Words such as hack, lawsuit or delisting; the share is that of articles that have one.',
  'rise of a topic': 'How many standard deviations more articles there were than the four weeks before let expect.',
  campaign: 'A burst of texts that are nearly the same or come from few publishers, as when somebody arranges them.',
  'macro-F1':
    'How well texts are sorted into good, bad and neither, each of which counts the same however rare. 1 is perfect.',
  'conformal interval':
    'Where the rank of the return lay in so many of like cases of the past. It rests on what happened, not on what the models think of themselves.',
  TreeSHAP: 'Shares a score out fairly among the factors of a model of trees (Lundberg and others, 2020).',
  'integrated gradients':
    'Shares a score out among the factors of a network, along the way from knowing nothing to what is known (Sundararajan and others, 2017).',
  measure:
    'A figure of a token or of the world that is no price, such as active addresses, commits or an interest rate.',
  dissimilarity:
    'How far a token lies from the nearest one that the models learnt from, against how far those lie apart. Where it is large the grade is withheld.',
  'market index':
    'What all eligible tokens together would have earned, each weighted by its market cap. Its change is the change of the whole market.',
  'Bitcoin share': "Bitcoin's part of the summed market caps. It often rises when people flee from smaller tokens.",
  'sector strength':
    'What a sector did beside the market, against its own mean of 90 days: above 1 it does better than it usually does.',
  'sector momentum': 'How much the strength of a sector changed over the last week.',
  't value':
    'How far a mean lies from zero, measured by its own uncertainty. Beyond 2 in size, chance alone is an unlikely explanation.',
  horizon: 'How many days ahead a forecast looks.',
  stride:
    'One day in so many is learnt from. Neighbouring days tell nearly the same, so little is lost and time is gained.',
  seed: 'The number that random choices begin from: the same seed and the same data give the same model to the last bit.',
} as const satisfies Readonly<Record<string, string>>;

/** A word of the table. */
export type GlossaryWord = keyof typeof GLOSSARY;
