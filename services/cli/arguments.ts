import { InvalidArgumentError } from 'commander'

/** A whole number from 1; wrong usage otherwise. */
export function count(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It is a whole number from 1.')
  return Number(text)
}
