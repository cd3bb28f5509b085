import { describe, expect, it } from 'vitest';
import { kindOf } from '../src/desk/CustomerSearch';

describe('kindOf', () => {
  it.each([
    ['010-1234-5678', 'phone'], ['+82 10 1234 5678', 'phone'], ['01012345678', 'phone'], ['(02) 123-4567', 'phone'],
    ['minji.kim@example.com', 'email'],
    ['demo-1', 'customer'], ['17850', 'customer'], ['1234567890', 'customer'], ['2024-11-22-00000000000001', 'customer'],
  ])('reads %s as %s', (text, kind) => expect(kindOf(text)).toBe(kind));
});
