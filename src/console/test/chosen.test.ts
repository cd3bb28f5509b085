import { describe, expect, it } from 'vitest';
import { whyChosen } from '../src/population/lifetime/chosen';

const fit = (logLikelihood: number, degeneracy: string | null = null) =>
  ({ parameters: [], logLikelihood, degeneracy, iterations: 1, evaluations: 1, gradientNorm: 0, hasInteriorMaximum: degeneracy === null });
const chosen = (name: string) => ({ name, parameters: {} });

describe('whyChosen', () => {
  it('compares the likelihoods of two that fit', () =>
    expect(whyChosen({ bgNbd: fit(-90), paretoNbd: fit(-95), purchases: chosen('bgNbd') })).toEqual({ kind: 'likelier', higher: -90, lower: -95 }));

  it('does not compare with one without a maximum, however likely it looks', () =>
    expect(whyChosen({ bgNbd: fit(-90, 'b ran to the edge'), paretoNbd: fit(-95), purchases: chosen('paretoNbd') })).toEqual({ kind: 'only', higher: -95, lower: 0 }));

  it('goes by what earlier fits forecast where that told them apart, whichever is likelier', () =>
    expect(whyChosen({ bgNbd: fit(-90), paretoNbd: fit(-95), purchases: chosen('paretoNbd'), reason: 'nearer forecast: 30 days ago …' }).kind).toBe('nearer'));

  it('says when neither fits', () => expect(whyChosen({ bgNbd: null, paretoNbd: null, purchases: chosen('constantRate') }).kind).toBe('simpler'));
});
