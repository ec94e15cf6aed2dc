export { accountLabel, shortOrg, staleLabel } from './account-label.ts';
export { accountsOf } from './accounts.ts';
export {
  ALERT_THRESHOLDS,
  type Alert,
  type AlertMemory,
  alertWords,
  decideAlerts,
} from './alerts.ts';
export { type AttributedLimit, attributeLimit, type LimitInput } from './attribution/attribute-limit.ts';
export { type DriftOf, driftOf, type WeekWeight } from './attribution/drift.ts';
export { type FamilyWeightOf, familyWeights } from './attribution/family-weights.ts';
export { LEVEL } from './attribution/interval.ts';
export { type LocalWork, rowsUntil, type TokenRates, type WorkModel } from './attribution/local-work.ts';
export { modelFamily } from './attribution/model-family.ts';
export { type OrdinarySessionOf, ordinarySession } from './attribution/ordinary-session.ts';
export { type LimitReadingAt, MICRO, type SeenWindow } from './attribution/piece.ts';
export {
  elsewhereOf,
  type KeyOf,
  type PointsOf,
  type PointsRange,
  pointsBy,
} from './attribution/points-by.ts';
export type { WeightStep } from './attribution/weight-steps.ts';
export { type WhatIfOf, whatIf } from './attribution/what-if.ts';
export { type BackOff, backOff, isBackingOff } from './back-off.ts';
export { BADGE_CONTENTS, type Badge, type BadgeContent, badgeOf, LOOK_COLOURS } from './badge.ts';
export { barPluginText, type PluginCommand } from './bar-plugin.ts';
export { afterClockWentBack } from './clock-went-back.ts';
export { ago, countdown } from './countdown.ts';
export { decideNotices } from './decide-notices.ts';
export {
  CLOCK_SKEW_MS,
  DROP_MS,
  deliveredWithin,
  FRESHNESS_MS,
  freshFor,
  isClaimed,
  isCovered,
  isDropped,
  isStale,
  nextFlip,
  POLL_MS,
  prune,
  RECENT_MS,
} from './freshness.ts';
export { type GuardAnswer, type GuardQuestion, guardAnswer } from './guard.ts';
export { bindingLimit, FIVE_HOUR, type Limit, type LimitKind, SEVEN_DAY } from './limit.ts';
export type { Alerted } from './limit-watch.ts';
export { DEFAULT_TEMPLATE, STATUS_LINE_TEMPLATE } from './lines/default-template.ts';
export { fillLine } from './lines/fill-line.ts';
export { LIMIT_ASPECTS, limitOf } from './lines/limit-fields.ts';
export { lineDetailOf } from './lines/line-detail.ts';
export {
  checkLineField,
  LINE_FIELDS,
  type LineFacts,
  type LineSession,
} from './lines/line-fields.ts';
export { type LinePiece, type LineTone, loudestTone, pieceText } from './lines/line-piece.ts';
export {
  type LineTemplate,
  MAX_TEMPLATE_LENGTH,
  type ParsedTemplate,
  parseLineTemplate,
  printLineTemplate,
} from './lines/line-template.ts';
export { LINE_FORMATS, type LineDetail, type LineFormat, printedLine } from './lines/printed-line.ts';
export { limitText, type MenuView, menuOf } from './menu.ts';
export {
  type MenuAction,
  type MenuItem,
  type MenuMark,
  type MenuRow,
  type MenuSeparator,
  menuItem,
  menuSeparator,
  walkMenu,
} from './menu-row.ts';
export { forget, merge } from './merge.ts';
export { formatMoney, type Money, moneyPercent } from './money.ts';
export {
  emptyNoticeMemory,
  NOTICE_KINDS,
  NOTICE_SETTINGS,
  type Notice,
  type NoticeKind,
  type NoticeMemory,
  type NoticeSettings,
} from './notice.ts';
export type { Account, Body, Observation, Session, UsageBody } from './observation.ts';
export { joinedReading, readingsByOrg } from './org-readings.ts';
export { bindingForecast } from './pace/binding-forecast.ts';
export type { Change } from './pace/change.ts';
export {
  type Confidence,
  type DeclinedForecast,
  type Forecast,
  type ForecastInput,
  type KnownForecast,
  type PastWindow,
  windowMsOf,
} from './pace/forecast.ts';
export { forecastOf } from './pace/forecast-of.ts';
export { forecastPhrase, forecastWords } from './pace/forecast-words.ts';
export { type LinearPace, linearPace } from './pace/linear-pace.ts';
export type { Range } from './pace/outcomes.ts';
export { DAYS_TUNING, HOURS_TUNING, type Tuning } from './pace/tuning.ts';
export { type TypicalRun, typicalRun } from './pace/typical-run.ts';
export type { Span } from './pace/walk-spending.ts';
export { formatPercent, roundPercent } from './percent.ts';
export { plainLine } from './plain-line.ts';
export {
  applyOps,
  menuStructure,
  planUpdate,
  type RowChange,
  type TrayOp,
  type TrayPlan,
} from './plan-update.ts';
export { PROBLEM_KINDS, type Problem, type ProblemKind } from './problem.ts';
export { isQuiet, type QuietHours } from './quiet-hours.ts';
export { extraUsageText, type LimitReading, type Reading, readingOf } from './reading.ts';
export type { Report } from './report.ts';
export { GLANCE_BANDS, LOOK_BANDS, type Severity, severityOf } from './severity.ts';
export { type Provenance, SIDE_KEPT_MS, type Snapshot, snapshotsOf } from './snapshot.ts';
export {
  isPartial,
  SIMULATED_BROWSER,
  SOURCE_NAMES,
  SOURCES,
  type Source,
  sourceStrength,
} from './source.ts';
export { type Attempt, type Dated, emptyState, type Row, rowKey, type State, sessionKey } from './state.ts';
export {
  TITLE_COLOURS,
  TITLE_FORMATS,
  type TitleFormat,
  type TitleRun,
  titleOf,
  titleText,
} from './title.ts';
export { highestReading, type TitleDriver, titleReadings } from './title-driver.ts';
export { type IconNumber, type TrayIcon, trayIconOf } from './tray-icon.ts';
export { type TrayModel, type TrayView, trayModelOf } from './tray-model.ts';
export { type Billing, type ExtraUsage, joinExtraUsage, type Usage, type UsageShare } from './usage.ts';
export { type WaitGoal, type WaitStart, type WaitState, waitStart, waitState } from './wait-until.ts';
export { OWN_ZONE, zoneOffset } from './zone-offset.ts';
