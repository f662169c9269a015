import { changeKeys, type Key } from '../../services/shared/access/keys.ts'

/** Puts these keys into the file, whatever it held. */
export const writeKeys = (file: string, keys: readonly Key[]): void => changeKeys(file, () => keys)
