// Vouches for a signed-in customer: run this in the shop's back end, never in the page.
// node customer-token.mjs KEY_ID SIGNING_SECRET CUSTOMER_ID
import { createHmac } from 'node:crypto';

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token that lets the holder see the offers of this customer for an hour (24 hours at most). */
export function customerToken(keyId, signingSecret, customerId, lifetimeSeconds = 3600) {
  const header = encode({ alg: 'HS256', typ: 'JWT', kid: keyId });
  const claims = encode({ sub: customerId, exp: Math.floor(Date.now() / 1000) + lifetimeSeconds });
  const signature = createHmac('sha256', signingSecret).update(`${header}.${claims}`).digest('base64url');
  return `${header}.${claims}.${signature}`;
}

if (process.argv[1]?.endsWith('customer-token.mjs')) {
  const [keyId, signingSecret, customerId] = process.argv.slice(2);
  if (!customerId) {
    console.error('usage: node customer-token.mjs KEY_ID SIGNING_SECRET CUSTOMER_ID');
    process.exit(2);
  }

  console.log(customerToken(keyId, signingSecret, customerId));
}
