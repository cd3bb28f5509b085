import { describe, expect, it } from 'vitest';
import { deskSession } from '../src/desk/session';

const memory = () => {
  const kept = new Map<string, string>();
  return { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => void kept.set(name, value) };
};

describe('deskSession', () => {
  it('is the same each time in one browser, and another in another', () => {
    const store = memory();

    expect(deskSession(undefined, store)).toBe(deskSession(undefined, store));
    expect(deskSession(undefined, memory())).not.toBe(deskSession(undefined, store));
  });

  it('is that of the call, whoever takes it, and short enough for the server', () => {
    expect(deskSession('4711', memory())).toBe('call-4711');
    expect(deskSession('x'.repeat(200), memory())).toHaveLength('call-'.length + 64);
  });
});
