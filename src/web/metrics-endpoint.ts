/** `GET /metrics`. The library that writes the format is loaded by the first scrape and by nothing else. */
import type { WebResponse } from './message.ts';
import { collectMetrics, type MetricSources } from './metric-facts.ts';

export async function serveMetrics(sources: MetricSources): Promise<WebResponse> {
  const { writeMetrics } = await import('./metrics-text.ts');
  const { contentType, text } = await writeMetrics(await collectMetrics(sources));
  const headers = {
    'Content-Type': contentType,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  };
  return { kind: 'whole', status: 200, headers, body: text };
}
