/** Text by key; falls back to memory where the page may not use localStorage. */
export class Store {
  private readonly memory = new Map<string, string>();

  constructor(private readonly prefix: string, private readonly storage: Storage | null = usableStorage()) {}

  read<T>(name: string): T | null {
    const text = this.attempt((s) => s.getItem(this.prefix + name)) ?? this.memory.get(name) ?? null;
    if (text === null) return null;
    try {
      return JSON.parse(text) as T;
    } catch {
      return null;
    }
  }

  write(name: string, value: unknown): void {
    const text = JSON.stringify(value);
    this.memory.set(name, text);
    this.attempt((s) => s.setItem(this.prefix + name, text));
  }

  remove(name: string): void {
    this.memory.delete(name);
    this.attempt((s) => s.removeItem(this.prefix + name));
  }

  names(startingWith: string): string[] {
    const found = new Set([...this.memory.keys()].filter((k) => k.startsWith(startingWith)));
    this.attempt((s) => {
      for (let i = 0; i < s.length; i++) {
        const key = s.key(i);
        if (key?.startsWith(this.prefix + startingWith)) found.add(key.slice(this.prefix.length));
      }
    });
    return [...found];
  }

  // A full or forbidden storage must not break the page; the copy in memory serves until it closes.
  private attempt<T>(use: (storage: Storage) => T): T | null {
    try {
      return this.storage ? use(this.storage) : null;
    } catch {
      return null;
    }
  }
}

function usableStorage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
