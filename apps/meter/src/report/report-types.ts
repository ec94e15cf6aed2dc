import type { PriceSource } from '../prices/price-table.ts';
import type { ModelUse, UseByModel } from './tally.ts';

export const REPORT_KINDS = [
  'today',
  'daily',
  'weekly',
  'monthly',
  'sessions',
  'session',
  'projects',
  'models',
  'blocks',
] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/** Days, weeks or months. */
export interface PeriodRow extends UseByModel {
  /** First and last day, in the zone of the report. */
  from: string;
  to: string;
  /** ISO-8601 start and end where the server's own window is meant, null for calendar periods. */
  window: { start: string; end: string } | null;
}

export interface SessionRow extends UseByModel {
  session: string | null;
  projects: string[];
  branches: string[];
  first_at: string;
  last_at: string;
}

export interface ProjectRow extends UseByModel {
  project: string | null;
  sessions: number;
  branches: string[];
  first_at: string;
  last_at: string;
}

export interface BlockRow extends UseByModel {
  start: string;
  end: string;
  /** Whether the server named the reset; otherwise the start is a guess. */
  is_anchored: boolean;
  is_active: boolean;
  first_at: string;
  last_at: string;
}

/** What every report says about itself. */
export interface ReportHead {
  /** IANA name. */
  timezone: string;
  /** First and last day, null where open. */
  since: string | null;
  until: string | null;
  generated_at: string;
  /** Where the prices come from. They are list prices in USD: what it would have cost on the API. */
  price_sources: readonly PriceSource[];
  unpriced_models: string[];
}

export type Report = ReportHead & { totals: UseByModel } & (
    | { kind: 'today' | 'daily' | 'weekly' | 'monthly'; rows: PeriodRow[] }
    | { kind: 'sessions' | 'session'; rows: SessionRow[] }
    | { kind: 'projects'; rows: ProjectRow[] }
    | { kind: 'models'; rows: ModelUse[] }
    | { kind: 'blocks'; rows: BlockRow[] }
  );
