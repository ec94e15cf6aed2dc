export type {
  AttributionAnswer,
  DeclinedAnswer,
  DriftAnswer,
  DriftStep,
  DriftWeek,
  FamilyWeight,
  LimitAttribution,
  LocalUse,
  OrdinarySession,
  PointsInterval,
  PointsRow,
  PointsShare,
  WeightsAnswer,
  WhatIf,
  WhatIfAnswer,
  WindowAttribution,
} from './attribution.ts';
export {
  type Answered,
  type ClientFailure,
  type ClientOptions,
  follow,
  postReports,
  readGlances,
  readSnapshots,
} from './client.ts';
export { eventReader, printEvent, type StreamEvent } from './event-stream.ts';
export { type Glance, parseGlances } from './glance.ts';
export {
  type FirstLook,
  type ForecastEntry,
  type HistoriesAnswer,
  type HistoryAnswer,
  type HistoryColumns,
  type ImportAnswer,
  type LimitHistory,
  MAX_IMPORT_BYTES,
  MAX_POINTS,
  type SeriesInfo,
  type SettingsAnswer,
  type SettingsSwitch,
  type SpendSeries,
  type TimelineEntry,
  type VerifyResult,
  type WindowInfo,
} from './history.ts';
export { type JsonSchema, jsonSchemaOf } from './json-schema.ts';
export {
  isNumberText,
  type LosslessJson,
  type NumberText,
  parseLossless,
  printLossless,
} from './lossless-json.ts';
export { type Post, type Posted, parsePost, UNNAMED_BROWSER } from './parse-post.ts';
export { postedFields, printPost } from './print-post.ts';
export { elementsOf, membersOf, shapeOf } from './raw-json.ts';
export {
  type BlockRow,
  type FolderTrouble,
  type LandedUse,
  type LandingWay,
  type ModelUse,
  type PeriodRow,
  type PriceSource,
  type ProjectRow,
  type PullRequestRow,
  type PullRequestState,
  REPORT_KINDS,
  type Report,
  type ReportHead,
  type ReportKind,
  type RepositoryProblem,
  type SessionRow,
  type TranscriptsStatus,
  type Use,
  type UseByModel,
} from './report.ts';
export {
  BRIDGE_PORT,
  bridgeUrl,
  MAX_DEPTH,
  MAX_POST_BYTES,
  MAX_POST_SNAPSHOTS,
  type PostAnswer,
  type Refusal,
  ROUTES,
} from './routes.ts';
export { snapshotsSchema } from './snapshot-schema.ts';
export {
  type ParsedSnapshots,
  parseSnapshots,
  printSnapshots,
  SNAPSHOT_SHAPE,
} from './snapshots.ts';
