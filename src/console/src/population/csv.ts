import { send } from '../api/client';

const page = 1_000;

/** More customers than this are for a program to fetch, page by page. */
export const mostRows = 100_000;

export interface CsvFile { text: string; rows: number; whole: boolean }

/** All pages of a list of customers as one file with one header line; told of the rows read so far. */
export async function readCsv(address: string, onRows: (rows: number) => void, signal: AbortSignal): Promise<CsvFile> {
  const parts: string[] = [];
  let after: string | null = '0';
  let rows = 0;
  while (after && rows < mostRows) {
    const answer: Response = await send(`${address}?format=csv&limit=${page}&after=${after}`, 'text/csv', undefined, signal);
    const text = await answer.text();
    const body = text.slice(text.indexOf('\n') + 1);
    if (parts.length === 0) parts.push(text.slice(0, text.indexOf('\n') + 1));
    parts.push(body);
    rows += body.split('\n').length - 1;
    onRows(rows);
    after = answer.headers.get('X-Next');
  }
  return { text: parts.join(''), rows, whole: !after };
}

/** The first so many of a list that comes best first and at once. */
export async function readBest(address: string, top: number, signal: AbortSignal): Promise<CsvFile> {
  const answer = await send(`${address}?format=csv&top=${top}`, 'text/csv', undefined, signal);
  const text = await answer.text();
  const rows = text.split('\n').length - 2;
  return { text, rows, whole: rows < top };
}

/** Hands a text to the browser as a file. */
export function save(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
