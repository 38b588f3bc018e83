// Rows as a CSV file that spreadsheets open as text and numbers, never as formulas.

/** @param {string[][]} rows */
export function csvText(rows) {
  return rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** @param {string} text */
function cell(text) {
  const safe = /^[=+@\t\r]|^-(?!\d+(\.\d+)?$)/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** @param {string} name @param {string} text */
export function saveText(name, text) {
  saveFile(name, ["\ufeff", text], "text/csv;charset=utf-8");
}

/** @param {string} name @param {string[]} parts @param {string} type */
export function saveFile(name, parts, type) {
  const address = URL.createObjectURL(new Blob(parts, { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
