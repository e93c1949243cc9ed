/**
 * Says what is wrong with a skill's name, or undefined. Names are NFKC-normalised, 1 to 64 characters: lower case
 * letters, digits, and single hyphens inside (Agent Skills specification, `name`).
 */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'is empty';
  if ([...name].length > 64) return `has ${[...name].length} characters, at most 64 are allowed`;
  if (name !== name.normalize('NFKC')) return 'is not NFKC-normalised';
  if (name !== name.toLowerCase()) return 'has upper case letters';
  if (name.startsWith('-') || name.endsWith('-')) return 'starts or ends with a hyphen';
  if (name.includes('--')) return 'has two hyphens in a row';
  for (const char of name)
    if (!/^[\p{L}\p{N}-]$/u.test(char))
      return `has the character ${JSON.stringify(char)}; letters, digits and hyphens are allowed`;
  return undefined;
}
