import { MAX_IMPORT_BYTES, ROUTES } from '@claude-meter/wire';
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { AttributionService } from '../../attribution/attribution-service.ts';
import type { ReportService } from '../../report/report-service.ts';
import { serveAttribution } from './attribution.ts';
import { serveExport } from './export-file.ts';
import { firstLook } from './first-look.ts';
import { type Forecaster, serveForecast } from './forecast.ts';
import { serveHistories, serveHistory, serveSpend, serveWindows } from './history.ts';
import { takeImport } from './import-file.ts';
import { servePage } from './page.ts';
import { createPageFiles } from './page-files.ts';
import { serveReport } from './report.ts';
import { changeSetting, type SettingsParts, settingsAnswer } from './settings.ts';
import { storeFailure } from './store-failure.ts';
import { readVerifyResult } from './verify-result.ts';

export interface ApiParts extends SettingsParts {
  reports: ReportService;
  attributions: AttributionService;
  clock: () => number;
  forecaster: Forecaster;
  /** The body of `GET /snapshots`. */
  published: () => string;
}

/** What the dashboard asks, and the dashboard itself. Who may come in is decided before. */
// biome-ignore lint/suspicious/noExplicitAny: -- a mounted part does not care what the whole app binds
export function mountApi(app: Hono<any>, parts: ApiParts): void {
  const { store, settings, clock, forecaster, published } = parts;
  const files = createPageFiles();
  // The end of a range is not part of it, and what was read this very moment should be.
  const untilNow = () => clock() + 1;
  app.get(ROUTES.series, (c) => orFailure(c, () => c.json(store.queries().series())));
  app.get(ROUTES.history, (c) => orFailure(c, () => serveHistory(c, store.queries(), untilNow())));
  app.get(ROUTES.histories, (c) => orFailure(c, () => serveHistories(c, store.queries(), untilNow())));
  app.get(ROUTES.windows, (c) => orFailure(c, () => serveWindows(c, store.queries(), untilNow())));
  app.get(ROUTES.spend, (c) => orFailure(c, () => serveSpend(c, store.queries(), untilNow())));
  app.get(ROUTES.forecast, (c) => orFailure(c, () => serveForecast(c, forecaster, clock())));
  app.get(ROUTES.report, (c) => serveReport(c, parts.reports));
  app.get(ROUTES.attribution, (c) => orFailure(c, () => serveAttribution(c, parts.attributions)));
  app.get(ROUTES.transcripts, (c) => c.json(parts.transcripts.status()));
  app.get(ROUTES.export, (c) => orFailure(c, () => serveExport(c, store, clock())));
  app.post(ROUTES.import, limitBody, (c) => takeImport(c, store));
  app.get(ROUTES.verifyResult, (c) => c.json(readVerifyResult(settings.home)));
  app.get(ROUTES.settings, (c) => orFailure(c, () => c.json(settingsAnswer(parts))));
  app.post(ROUTES.settings, limitBody, (c) => changeSetting(c, parts));
  const bring = async () => {
    const look = await firstLook({ forecaster, now: clock(), home: settings.home });
    return { state: published(), look: JSON.stringify(look) };
  };
  app.get('*', async (c, next) => (await servePage(c, files(), bring)) ?? (await next()));
}

async function orFailure(c: Context, answer: () => Response | Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    const { status, words } = storeFailure(error);
    return c.json({ error: words }, status);
  }
}

const limitBody = bodyLimit({
  maxSize: MAX_IMPORT_BYTES,
  onError: (c) => {
    // The rest of a body that is not read spoils the connection for what the client would send next.
    c.header('Connection', 'close');
    const error = `The body is larger than ${MAX_IMPORT_BYTES} bytes. Post the file in pieces, cut at line ends.`;
    return c.json({ error }, 413);
  },
});
