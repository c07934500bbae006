/** Words that are no topic: they stand in every text. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about above after again against all also although always am amid among an and another any anyone are around as at away back
  be became because become been before being below between both but by came can can't cannot come could did do does doesn't doing
  don't down during each either else even ever every few first for from further get gets getting give go goes going got had has
  have having he her here hers herself him himself his how however i i'm if in into is isn't it it's its itself just know last
  least less let like likely made make makes many may maybe me might more most much must my myself near need never new next no nor
  not now of off often on once one only onto or other our ours out over own per put quite rather re really said same say says see
  seen set several shall she should since so some still such take takes than that that's the their theirs them themselves then
  there these they they're this those though three through thus to today together too toward towards two under until up upon us use
  used uses using very via want was way we week weeks well were what when where whether which while who whom whose why will with
  within without won't would year years yesterday yet you you'll you're your yours here's heres month months day days according
  following report reports million billion`.split(/\s+/),
);
