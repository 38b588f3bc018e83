// How large a file is, in words.

/** "12 KB". @param {number} size bytes */
export function sizeShown(size) {
  const kilobytes = Math.max(1, Math.ceil(size / 1024));
  return kilobytes < 1024 ? `${kilobytes} KB` : `${Math.ceil(kilobytes / 1024)} MB`;
}
