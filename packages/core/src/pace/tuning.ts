/**
 * The numbers of the forecast that no theory gives. They were chosen on simulated people that are not used for scoring
 * (`bench/forecast`), once for windows of hours and once for windows of days.
 */
export interface Tuning {
  /** Likeness of two moments: kernel widths over the spending of the last half hour, two hours and day (log scale). */
  width30: number;
  width120: number;
  widthDay: number;
  /** … and over the hour of day. */
  widthHours: number;
  /** Weight of a moment of a workday for one of a weekend, and the other way round. */
  otherClass: number;
  /** … and of another weekday of the same class. */
  otherWeekday: number;
  /** Days after which a moment of the past counts 1/e. */
  fadeDays: number;
  /** As many like days as it takes until the past counts as much as the plain rate. */
  halfTrust: number;
  /** Spread of a path of the past when it is played again (log scale). */
  replaySpread: number;
  /** How fast the rate of this moment goes back to the usual one, hours. */
  rateFadeHours: number;
  /** Spread of the rate of this moment and of the usual rate (log scale). */
  rateSpread: number;
  usualSpread: number;
  /** Share of the paths of the plain rate in which the work just stops. */
  stopShare: number;
  /** How far a busy or quiet stretch of days carries on: 0 not at all, 1 fully. */
  momentum: number;
}

export const HOURS_TUNING: Tuning = {
  width30: 0.2,
  width120: 0.25,
  widthDay: 1,
  widthHours: 1.25,
  otherClass: 0.2,
  otherWeekday: 1,
  fadeDays: 20,
  halfTrust: 2,
  replaySpread: 0.15,
  rateFadeHours: 3,
  rateSpread: 0.7,
  usualSpread: 1.2,
  stopShare: 0.2,
  momentum: 0.4,
};

export const DAYS_TUNING: Tuning = {
  width30: 0.4,
  width120: 0.8,
  widthDay: 0.8,
  widthHours: 2,
  otherClass: 0.05,
  otherWeekday: 0.5,
  fadeDays: 35,
  halfTrust: 3,
  replaySpread: 0.25,
  rateFadeHours: 2,
  rateSpread: 0.8,
  usualSpread: 0.6,
  stopShare: 0.1,
  momentum: 0.2,
};
