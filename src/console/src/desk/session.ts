const kept = 'dbmarketing.desk';
const longestCall = 64;

/**
 * The session under which this desk asks for offers. The same one stands on the offers that it was given before, so that a screen that is
 * loaded again reserves nothing anew: the telephone system's call where the address names it, else one that this browser keeps.
 */
export function deskSession(call: string | undefined, store: Pick<Storage, 'getItem' | 'setItem'> = localStorage): string {
  if (call) return `call-${call.slice(0, longestCall)}`;
  const id = store.getItem(kept) ?? crypto.randomUUID();
  store.setItem(kept, id);
  return `desk-${id}`;
}
