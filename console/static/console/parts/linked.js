// A text of people in which addresses of the web can be followed.

import { html } from "../vendor/htm-preact.js";

const ADDRESS = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/;

/** @param {{ text: string }} props */
export function Linked({ text }) {
  return text.split(ADDRESS).map((part, place) => (place % 2 ? html`<a key=${place} href=${part} target="_blank" rel="noopener noreferrer nofollow">${part}</a>` : part));
}
