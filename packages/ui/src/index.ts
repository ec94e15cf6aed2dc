export { AccountBlock, type AccountBlockProps } from './account-block.tsx';
export { AccountDetails, type AccountDetailsProps } from './account-details.tsx';
export { ExtraUsageRow, type ExtraUsageRowProps } from './extra-usage-row.tsx';
export { LimitList, type LimitListProps } from './limit-list.tsx';
export { MeterBar, type MeterBarProps } from './meter-bar.tsx';
export { ProblemLine, type ProblemLineProps } from './problem-line.tsx';
export { type ProblemWords, problemWords } from './problem-words.ts';
export { Sparkline, type SparklineProps } from './sparkline.tsx';
