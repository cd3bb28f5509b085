// Sends events through Segment's own client, and ends when it says that all were delivered.
import { Analytics } from '@segment/analytics-node';

const [, , url, key, count] = process.argv;
const analytics = new Analytics({ writeKey: key, host: url, flushAt: 5, flushInterval: 100, maxRetries: 20 });
const failures = [];
analytics.on('error', (error) => failures.push(String(error.reason ?? error.code ?? error)));

const sent = [];
const remember = (error, context) => (error ? failures.push(String(error)) : sent.push(context.event.messageId));
analytics.identify({ userId: 'segment-0', anonymousId: 'segment-anonymous', traits: { email: 'segment@example.com' } }, remember);
analytics.page({ userId: 'segment-0', name: 'Home', properties: { url: 'https://shop.example/' } }, remember);
analytics.group({ userId: 'segment-0', groupId: 'members' }, remember);
analytics.alias({ userId: 'segment-0', previousId: 'segment-older' }, remember);
for (let i = 4; i < Number(count); i++) {
  analytics.track({
    userId: `segment-${i % 7}`, event: i % 2 ? 'Product Viewed' : 'Order Completed',
    properties: i % 2 ? { product_id: `p${i}`, price: 9.5 } : { order_id: `o${i}`, total: 12.25, currency: 'USD' },
  }, remember);
}
await analytics.closeAndFlush({ timeout: 60_000 });
console.log(JSON.stringify({ sent: sent.length, failures }));
