// Which tills of a list can be paid to.

/**
 * Those that are not out of use.
 * @template {{ deactivatedAt: string | null }} T
 * @param {readonly T[] | undefined} tills
 * @returns {T[]}
 */
export function inUse(tills) {
  return (tills ?? []).filter(({ deactivatedAt }) => deactivatedAt === null);
}
