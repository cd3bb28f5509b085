import type { Condition } from '../../api/playbook';

/** The address at which a condition can be seen, counted and changed. */
export const previewOf = (condition: Condition) => `/population/preview?condition=${encodeURIComponent(JSON.stringify(condition))}`;
