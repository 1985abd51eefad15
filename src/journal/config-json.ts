/**
 * Configurations, states and events as JSON text. What JSON does not have is written as an object with one key: Maps as
 * `{"$map": [...]}`, bytes as `{"$bytes": "<base64>"}`.
 */

export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof Map) return { $map: [...part] };
    return part instanceof Uint8Array ? { $bytes: Buffer.from(part).toString('base64') } : part;
  });
}

/** Throws SyntaxError. What it returns is what {@link toJson} was given; the caller knows what that was. */
export function fromJson(text: string): unknown {
  return JSON.parse(text, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null) return part;
    if ('$map' in part) return new Map(part.$map as readonly (readonly [unknown, unknown])[]);
    return '$bytes' in part ? Uint8Array.from(Buffer.from(String(part.$bytes), 'base64')) : part;
  });
}
