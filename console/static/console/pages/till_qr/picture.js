// The code that Safaricom drew, with what stands in it. Drawn on a canvas: the page takes pictures from our own files only.

import { html } from "../../vendor/htm-preact.js";
import { useEffect, useRef, useState } from "../../vendor/preact-hooks.js";
import { shown } from "../../client/money.js";
import { Icon } from "../../parts/icon.js";
import { Failed } from "../../parts/states.js";
import { t } from "./texts.js";

/** @typedef {{ image: string, amount: string, account: string, till: { id: string, name: string, shortcode: string } }} Code */

/** @param {{ code: Code }} props */
export function Picture({ code }) {
  const { image, amount, account, till } = code;
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    let left = false;
    setBroken(false);
    read(image).then(
      (picture) => {
        if (left || !canvas.current) return;
        canvas.current.width = picture.width;
        canvas.current.height = picture.height;
        canvas.current.getContext("2d")?.drawImage(picture, 0, 0);
        canvas.current.dataset.drawn = "true";
      },
      () => !left && setBroken(true),
    );
    return () => void (left = true);
  }, [image]);
  if (broken) return html`<${Failed} problem=${new Error(t("broken"))} />`;
  return html`
    <figure class="pay-code">
      <canvas ref=${canvas} role="img" aria-label=${t("label", { amount: shown(amount), till: till.name, account })}></canvas>
      <figcaption>
        <p><b>${till.name}</b></p>
        <dl class="facts">
          <dt>${t("number")}</dt><dd>${till.shortcode}</dd>
          <dt>${t("account")}</dt><dd>${account}</dd>
          <dt>${t("amount")}</dt><dd><b>${shown(amount)}</b></dd>
        </dl>
        <p>${t("how")}</p>
      </figcaption>
    </figure>
    <div class="actions"><button type="button" class="quiet" onClick=${() => print()}><${Icon} name="print" />${t("print")}</button></div>`;
}

/** @param {string} image a data: address */
async function read(image) {
  const bytes = Uint8Array.from(atob(image.slice(image.indexOf(",") + 1)), (letter) => letter.charCodeAt(0));
  return createImageBitmap(new Blob([bytes], { type: "image/png" }));
}
