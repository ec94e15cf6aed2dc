import type { Dice } from './seeded.ts';

/** When somebody works on a day, hours of the local clock; may end after midnight. */
export interface WorkBlock {
  from: number;
  to: number;
}

/** How one simulated person works. All rates are percentage points of the five-hour window. */
export interface Habits {
  archetype: string;
  /** Chance to work at all, Sunday … Saturday. */
  workdays: readonly number[];
  blocks: readonly WorkBlock[];
  /** How far the begin and end of a block wander from day to day, hours. */
  jitter: number;
  /** Minutes of a run, of the pause after it (medians). */
  runMinutes: number;
  pauseMinutes: number;
  /** Points a minute while a run goes on (median), and its spread from run to run (log). */
  perMinute: number;
  spread: number;
  /** Points an hour of talking in the browser, in small pieces, whenever awake. */
  chatPerHour: number;
  /** Jobs that start by the clock: local hour, minutes, points a minute. */
  jobs: readonly { hour: number; minutes: number; perMinute: number }[];
  /** How much whole days differ (log), and how much of that carries over to the next day (0–1). */
  daySpread: number;
  dayMemory: number;
  /** Change of intensity over the whole trace (factor), and of the hours (shift at half-time). */
  drift: number;
  shiftHours: number;
  /** A block of days off. */
  vacationDays: number;
  /** At a wall: share of the blocked work that is made up for after the reset; chance to stop for the day. */
  catchUp: number;
  giveUp: number;
  /** Pace above 85 %: people who see the wall slow down. */
  caution: number;
  /** The computer (and with it the meter) sleeps when nobody works. */
  sleeps: boolean;
}

const WORKWEEK = [0.05, 0.93, 0.95, 0.95, 0.93, 0.88, 0.08];
const EVERY_DAY = [0.7, 0.8, 0.8, 0.8, 0.8, 0.8, 0.75];

/** Ranges to draw a person from; what stands here is an assumption about people, not a measurement. */
const ARCHETYPES: readonly ((dice: Dice) => Partial<Habits> & { archetype: string })[] = [
  (dice) => ({
    archetype: 'office hours',
    blocks: [
      { from: dice.between(7.5, 10), to: dice.between(12, 12.8) },
      { from: dice.between(13, 14), to: dice.between(16.5, 19) },
    ],
    perMinute: dice.about(0.35, 0.4),
  }),
  (dice) => ({
    archetype: 'agents all day',
    blocks: [{ from: dice.between(8, 11), to: dice.between(18, 22) }],
    runMinutes: dice.about(35, 0.4),
    pauseMinutes: dice.about(15, 0.4),
    perMinute: dice.about(0.6, 0.4),
    catchUp: dice.between(0.3, 0.9),
    giveUp: 0.15,
  }),
  (dice) => ({
    archetype: 'night owl',
    workdays: EVERY_DAY,
    blocks: [{ from: dice.between(19, 22), to: dice.between(25, 28) }],
    jitter: 1,
    perMinute: dice.about(0.55, 0.4),
    sleeps: false,
  }),
  (dice) => ({
    archetype: 'weekends',
    workdays: [0.8, 0.25, 0.2, 0.25, 0.2, 0.3, 0.85],
    blocks: [{ from: dice.between(10, 14), to: dice.between(17, 23) }],
    jitter: 1.5,
    perMinute: dice.about(0.5, 0.5),
    chatPerHour: dice.between(0, 1),
  }),
  (dice) => ({
    archetype: 'jobs by the clock',
    blocks: [{ from: 9, to: dice.between(15, 18) }],
    perMinute: dice.about(0.25, 0.4),
    jobs: [
      {
        hour: Math.floor(dice.between(0, 6)),
        minutes: dice.between(30, 120),
        perMinute: dice.about(0.5, 0.3),
      },
      {
        hour: Math.floor(dice.between(10, 16)),
        minutes: dice.between(15, 40),
        perMinute: dice.about(0.4, 0.3),
      },
    ],
    sleeps: false,
  }),
  (dice) => ({
    archetype: 'browser talk',
    workdays: EVERY_DAY,
    blocks: [{ from: dice.between(8, 11), to: dice.between(20, 23) }],
    runMinutes: 6,
    pauseMinutes: dice.about(90, 0.4),
    perMinute: dice.about(0.4, 0.4),
    chatPerHour: dice.between(1, 6),
  }),
  (dice) => ({
    archetype: 'sprints',
    workdays: [0.45, 0.6, 0.6, 0.6, 0.6, 0.55, 0.45],
    blocks: [{ from: dice.between(9, 12), to: dice.between(17, 24) }],
    jitter: 2,
    daySpread: dice.between(0.6, 1),
    dayMemory: dice.between(0.6, 0.85),
    perMinute: dice.about(0.5, 0.5),
    vacationDays: Math.floor(dice.between(0, 12)),
  }),
  (dice) => ({
    archetype: 'new habits',
    blocks: [{ from: dice.between(8, 11), to: dice.between(16, 20) }],
    drift: dice.pick([0.3, 0.5, 2, 3]),
    shiftHours: dice.pick([-3, 0, 3, 6]),
    perMinute: dice.about(0.45, 0.4),
  }),
];

/** One person; who it is depends on nothing but the dice and the number. */
export function drawHabits(dice: Dice, index: number): Habits {
  const drawn = ARCHETYPES[index % ARCHETYPES.length]?.(dice);
  return {
    archetype: 'nobody',
    workdays: WORKWEEK,
    blocks: [],
    jitter: dice.between(0.2, 0.8),
    runMinutes: dice.about(22, 0.4),
    pauseMinutes: dice.about(22, 0.4),
    perMinute: 0.4,
    spread: dice.between(0.4, 0.9),
    chatPerHour: dice.chance(0.4) ? dice.between(0, 2) : 0,
    jobs: [],
    daySpread: dice.between(0.2, 0.6),
    dayMemory: dice.between(0, 0.6),
    drift: dice.about(1, 0.25),
    shiftHours: 0,
    vacationDays: dice.chance(0.3) ? Math.floor(dice.between(4, 10)) : 0,
    catchUp: dice.between(0, 0.6),
    giveUp: dice.between(0.1, 0.5),
    caution: dice.pick([1, 1, 0.7, 0.4]),
    sleeps: dice.chance(0.7),
    ...drawn,
  };
}
