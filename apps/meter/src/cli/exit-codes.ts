/** How the program ends. Scripts rely on these numbers: add, never renumber. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  alreadyRunning: 3,
  portTaken: 4,
  notRunning: 5,
  noData: 6,
  homeUnusable: 7,
  wouldNotLast: 10,
  verifyDiffers: 20,
  verifyOutdated: 21,
  verifyOtherOrg: 22,
  verifyNoTruth: 23,
  verifyClaim: 24,
  verifyHandoff: 25,
  /** Of guard: its codes and those of verify are never those of one command. */
  stale: 20,
  nothingKnown: 30,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What each number says, in the order of `--help`. */
export const EXIT_CODE_TEXTS: Readonly<Record<ExitCode, string>> = {
  0: 'done',
  1: 'failed for a reason that was printed',
  2: 'the command line or a CLAUDE_METER_… variable cannot be meant, or Node is too old',
  3: 'run: a meter is already running on this port',
  4: 'something that is no meter holds the port',
  5: 'the meter is not running; what was printed is the last known state, all of it stale',
  6: 'the meter runs, but no session has delivered anything yet',
  7: 'run: the state folder cannot be used',
  10: 'guard: the limit would not last; wait: the time is over',
  20: 'verify: the bridge serves something else than claude.ai did; guard: the numbers are old',
  21: 'verify: one of the two is too old to be compared, or stale',
  22: 'verify: the bridge holds another org or account',
  23: 'verify: there is no usable step 1 (a 401, a 403, an incomplete export, …)',
  24: 'verify: the page or the tracker shows something else than claude.ai served',
  25: 'verify: the handoff was not seen whole',
  30: 'guard: nothing is known: no meter, no account, or no such limit',
};
