import { connect, type DbMarketing } from 'browser-sdk';
import { useSyncExternalStore } from 'react';
import { currentLanguage } from '../app/i18n';

const keyName = 'haru.key';

// A server outside the development default wants a browser key: /shop?key=… keeps it for this browser.
function browserKey(): string | null {
  const given = new URLSearchParams(location.search).get('key');
  if (given) localStorage.setItem(keyName, given);
  return given || localStorage.getItem(keyName);
}

let made: DbMarketing | undefined;
let withoutKey = false;
let refusal: string | null = null;
const told = new Set<() => void>();

function refuse(reason: string): void {
  refusal = reason;
  for (const tell of told) tell();
}

/** Why the server does not take the shop's key; null while it does. */
export function useRefusal(): string | null {
  return useSyncExternalStore((tell) => {
    told.add(tell);
    return () => void told.delete(tell);
  }, () => refusal);
}

/** Whether the shop was opened without a key: then a server that needs one does not know what the shop sends in its place. */
export function hasNoKey(): boolean {
  return withoutKey;
}

/** Whether the server has keys: then it serves a signed-in customer only under a token that the shop's back end signs. */
export async function serverHasKeys(): Promise<boolean> {
  const reply = await fetch('/v1/statistics');
  return reply.status === 401;
}

/** The shop's one client of the browser SDK; everything that the shop knows of DbMarketing goes through it. */
export function client(): DbMarketing {
  if (made) return made;
  const key = browserKey();
  withoutKey = key === null;
  made = connect({
    key: key ?? 'demo-shop',
    language: currentLanguage(),
    onError: (fault) => {
      console.info(`dbmarketing: ${fault.code}: ${fault.message}`);
      if (fault.code === 'feed_refused') refuse(fault.message);
    },
  });
  return made;
}
