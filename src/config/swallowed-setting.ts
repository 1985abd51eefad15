/** A setting that became part of the value before it, because its line is indented further than that one's key. */

const SETTING = /^[a-z_]+\s*[=:]/;

/**
 * The first line of a value, after its own, that looks like a setting; null when there is none. Not for the values of
 * `environment`, whose lines are meant to look like that.
 */
export function swallowedSetting(value: string): string | null {
  const [, ...continued] = value.split('\n');
  return continued.find((line) => SETTING.test(line)) ?? null;
}
