/**
 * Configurations, states and events as JSON text. What JSON does not have is written as an object with one key: Maps as
 * `{"$map": [...]}`, bytes as `{"$bytes": "<base64>"}`.
 */

export function toJson(value: unknown): string {
  return JSON.stringify(plain(value));
}

/**
 * Not by a replacer, which JSON.stringify calls for each key: this is done at each start of a program. What JSON has
 * anyway is not copied.
 */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Map) return { $map: [...value] };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.every(isPlain) ? value : value.map(plain);
  let copy: Record<string, unknown> | null = null;
  const parts = value as Readonly<Record<string, unknown>>;
  for (const key in parts) {
    const part = parts[key];
    if (typeof part !== 'object') continue;
    const own = plain(part);
    if (own === part) continue;
    copy ??= { ...parts };
    copy[key] = own;
  }
  return copy ?? value;
}

const isPlain = (value: unknown): boolean => plain(value) === value;

/** Throws SyntaxError. What it returns is what {@link toJson} was given; the caller knows what that was. */
export function fromJson(text: string): unknown {
  return JSON.parse(text, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null) return part;
    if ('$map' in part) return new Map(part.$map as readonly (readonly [unknown, unknown])[]);
    return '$bytes' in part ? Uint8Array.from(Buffer.from(String(part.$bytes), 'base64')) : part;
  });
}
