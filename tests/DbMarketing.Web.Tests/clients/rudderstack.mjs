// Sends events through RudderStack's own client (gzip under a form type), and ends when every event's callback was called.
import RudderAnalytics from '@rudderstack/rudder-sdk-node';

const [, , url, key, count] = process.argv;
const analytics = new RudderAnalytics(key, { dataPlaneUrl: url, flushAt: 5, flushInterval: 100, errorHandler: () => {} });
const failures = [];
let sent = 0;
const all = [];
const send = (method, message) => all.push(new Promise((done) => {
  analytics[method](message, (error) => {
    error ? failures.push(String(error)) : sent++;
    done();
  });
}));

send('identify', { userId: 'rudder-0', anonymousId: 'rudder-anonymous', traits: { email: 'rudder@example.com' } });
send('page', { userId: 'rudder-0', name: 'Home', properties: { url: 'https://shop.example/' } });
send('group', { userId: 'rudder-0', groupId: 'members' });
send('alias', { userId: 'rudder-0', previousId: 'rudder-older' });
for (let i = 4; i < Number(count); i++) {
  send('track', {
    userId: `rudder-${i % 7}`, event: i % 2 ? 'Product Viewed' : 'Order Completed',
    properties: i % 2 ? { product_id: `p${i}`, price: 9.5 } : { order_id: `o${i}`, total: 12.25, currency: 'USD' },
  });
}
await analytics.flush();
await Promise.all(all);
console.log(JSON.stringify({ sent, failures }));
process.exit(0);
