/** Words of a question that say nothing about code. */
export const stopWords: ReadonlySet<string> = new Set(
  `a about above after again all also am an and any are aren't as at be because been before being below between both but by can
  can't cannot could couldn't did didn't do does doesn't doing don't down during each either else ever every few for from further
  get gets got had has hasn't have haven't having he her here hers him his how however i if i'm in into is isn't it it's its itself
  just let let's like may maybe me might more most much must my myself neither no nor not now of off on once one only onto or other
  our ours out over own per please rather same shall she should shouldn't since so some such than that that's the their theirs them
  then there there's these they this those through thus to too under until up upon us very via was wasn't we were weren't what what's
  when where where's whether which while who whom whose why will with within without won't would wouldn't yet you your yours tell show
  explain describe find know want need look looks give gives given happen happens exactly actually really ok okay`
    .split(/\s+/)
    .filter(Boolean),
);

/** Words of commit messages and requests that name an activity: they count for little. */
export const activityWords: ReadonlySet<string> = new Set(
  `add added adding adds adjust allow allows apply avoid better bug bugfix bump call change changed changes check clean cleanup code
  correct correctly create deprecate disable document enable enhance ensure error errors example extend fail failed failing feature file
  files fix fixed fixes fixing function functions handle handled handles handling implement implementation implemented implements improve
  improved improvement include introduce issue issues make makes method methods minor missing move moved new old optimize option options
  prevent problem properly provide refactor remove removed removes rename replace respect return returns revert rework set sets simplify
  small some support supported supports switch test tests tweak unused update updated updates upgrade usage use used user uses using value
  values version way work working works wrong`
    .split(/\s+/)
    .filter(Boolean),
);
