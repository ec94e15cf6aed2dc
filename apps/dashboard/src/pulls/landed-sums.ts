import { dollars, listPrice, whole } from '../report/amounts.ts';
import type { ReportOf } from '../report/use-report.ts';
import type { Person } from '../shell/person.ts';

/** What landed, and what one took on average: titles and values. Where nothing landed there is no average. */
export function landedSums(
  { landed, totals }: ReportOf<'prs'>,
  { locale }: Person,
): (readonly [string, string])[] {
  const price = (usd: number | null) => {
    if (usd === null) return '—';
    return landed.unpriced_requests > 0 ? `${dollars(usd, locale)}+` : dollars(usd, locale);
  };
  return [
    ['Landed', whole(landed.pull_requests, locale)],
    ['A landed one, mean', price(landed.average_usd)],
    ['Median', price(landed.median_usd)],
    ['All work, per landed one', price(landed.all_usd_per_landed)],
    ['All work', listPrice(totals, locale)],
  ];
}
