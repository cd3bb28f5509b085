import { describe, expect, it } from 'vitest';
import { inTurn } from '../src/api/looks';

describe('inTurn', () => {
  it('begins each when the one before has ended, however it ended', async () => {
    const begun: string[] = [];
    let end = () => {};
    const first = inTurn(() => {
      begun.push('first');
      return new Promise<void>((_, reject) => (end = () => reject(new Error('refused'))));
    });
    const second = inTurn(async () => begun.push('second'));

    await Promise.resolve();
    expect(begun).toEqual(['first']);
    end();

    await expect(first).rejects.toThrow('refused');
    await second;
    expect(begun).toEqual(['first', 'second']);
  });
});
