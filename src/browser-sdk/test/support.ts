import { Store } from '../src/store';

/** A store of its own for each test. */
export function memoryStore(): Store {
  return new Store('test.', null);
}

/** Lets promises that are already settled run their continuations. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

/** A WebSocket whose other end is the test. */
export class FakeSocket {
  static made: FakeSocket[] = [];
  sent: any[] = [];
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: () => void;

  constructor(readonly url: string) {
    FakeSocket.made.push(this);
  }

  send(text: string): void {
    for (const frame of text.split('\u001e').filter(Boolean)) this.sent.push(JSON.parse(frame));
  }

  close(): void {
    this.onclose?.();
  }

  receive(...messages: unknown[]): void {
    this.onmessage?.({ data: messages.map((m) => JSON.stringify(m) + '\u001e').join('') });
  }

  open(): void {
    this.onopen?.();
    this.receive({});
  }

  answer(result: unknown): void {
    const call = this.sent.findLast((m) => m.type === 1);
    this.receive({ type: 3, invocationId: call.invocationId, result });
  }
}
