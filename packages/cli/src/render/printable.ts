/**
 * Text of others as it may be shown in one line of a terminal: control characters could move the cursor, or hide what is there.
 * Also those that turn the direction of writing.
 */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    const code = character.codePointAt(0)!.toString(16).padStart(4, '0')
    return `\\u${code}`
  })
