/** Where a value of a JSON text stands: offsets of its first character and behind its last. */
export interface Place { start: number; end: number }

/** The values of a JSON text by their path ($.all[0].op), or the offset at which it stops being JSON. */
export function placesOf(text: string): { places: Map<string, Place> } | { broken: number } {
  const places = new Map<string, Place>();
  try {
    JSON.parse(text);
  } catch {
    return { broken: brokenAt(text) };
  }
  readValue(text, skip(text, 0), '$', places);
  return { places };
}

/** The place of the longest part of a path that the text has: what is missing is at fault where it should stand. */
export function nearest(places: Map<string, Place>, path: string): Place | undefined {
  for (let part = path; part; part = part.slice(0, Math.max(part.lastIndexOf('.'), part.lastIndexOf('[')))) {
    const place = places.get(part);
    if (place) return place;
  }
  return places.get('$');
}

export const lineOf = (text: string, offset: number) => text.slice(0, offset).split('\n').length;

/** The shortest beginning that no ending makes JSON: its last character is where the reader should look. */
function brokenAt(text: string): number {
  const tokens = /\s+|"(?:[^"\\\n]|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[[\]{},:]/y;
  const open: string[] = [];
  let wants: 'value' | 'key' | 'colon' | 'next' = 'value';
  let first = false;
  for (let at = 0; at < text.length; at = tokens.lastIndex) {
    tokens.lastIndex = at;
    const token = tokens.exec(text)?.[0];
    if (token === undefined) return at;
    if (!token.trim()) continue;
    const closes = (token === '}' || token === ']') && (token === '}' ? '{' : '[') === open.at(-1) && (wants === 'next' || first);
    if (closes) {
      open.pop();
      wants = 'next';
    } else if (wants === 'colon' ? token === ':' : wants === 'next' && open.length > 0 && token === ',') {
      wants = token === ':' || open.at(-1) === '[' ? 'value' : 'key';
    } else if (wants === 'key' && token.startsWith('"')) {
      wants = 'colon';
    } else if (wants === 'value' && (token === '{' || token === '[')) {
      open.push(token);
      wants = token === '{' ? 'key' : 'value';
      first = true;
      continue;
    } else if (wants === 'value' && !/^[}\],:]/.test(token)) {
      wants = 'next';
    } else {
      return at;
    }
    first = false;
  }
  return text.trimEnd().length;
}

const skip = (text: string, at: number) => {
  while (/\s/.test(text[at] ?? '')) at++;
  return at;
};

/** Notes a value and those inside it; the text is known to be JSON. Returns the offset behind it. */
function readValue(text: string, start: number, path: string, places: Map<string, Place>): number {
  let at = start;
  const inside = (close: string, read: (index: number) => void) => {
    at = skip(text, at + 1);
    for (let index = 0; text[at] !== close; index++) {
      read(index);
      at = skip(text, at);
      if (text[at] === ',') at = skip(text, at + 1);
    }
    at++;
  };
  if (text[at] === '{') {
    inside('}', () => {
      const end = endOfText(text, at);
      const key = JSON.parse(text.slice(at, end)) as string;
      at = readValue(text, skip(text, skip(text, end) + 1), `${path}.${key}`, places);
    });
  } else if (text[at] === '[') {
    inside(']', (index) => (at = readValue(text, at, `${path}[${index}]`, places)));
  } else if (text[at] === '"') {
    at = endOfText(text, at);
  } else {
    while (/[\w+.-]/.test(text[at] ?? '')) at++;
  }
  places.set(path, { start, end: at });
  return at;
}

/** The offset behind a quoted text. */
function endOfText(text: string, at: number): number {
  do at += text[at] === '\\' ? 2 : 1;
  while (text[at] !== '"');
  return at + 1;
}
