// Scoring by keys, and what a screen reader hears when the card changes. Without this the buttons do it all.
(() => {
  "use strict";
  const KEPT = "greenlit-score-keys";
  const box = document.getElementById("keys-on");
  const said = document.getElementById("said");
  if (!box) return;

  const areOn = () => box.checked;
  const hint = () => {
    for (const key of document.querySelectorAll("[data-hint]")) key.hidden = !areOn();
  };
  box.checked = localStorage.getItem(KEPT) !== "off";
  document.getElementById("keys").hidden = false;
  box.addEventListener("change", () => {
    localStorage.setItem(KEPT, areOn() ? "on" : "off");
    hint();
  });
  hint();

  document.addEventListener("keydown", (event) => {
    if (!areOn() || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("textarea, select, input:not([type=checkbox])")) return;
    const key = event.key.toLowerCase();
    if (!/^[0-5bsu]$/.test(key)) return;
    const wanted = document.querySelector(`#turn [data-key="${key}"]`);
    if (!wanted) return;
    event.preventDefault();
    wanted.click();
  });

  // The second click of a double one must not answer the card that has just come.
  const DOUBLE_MS = 600;
  let cameAt = -DOUBLE_MS;
  const isTooSoon = (event) => {
    const isSecond = event.detail > 1 && performance.now() - cameAt < DOUBLE_MS;
    if (!isSecond || !event.target.closest("#turn")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener("click", isTooSoon, true);

  // The new card: its heading gets the focus, and what was just done is said.
  document.addEventListener("htmx:after:swap", () => {
    cameAt = performance.now();
    hint();
    const first = document.querySelector("#turn [data-first]");
    const news = document.querySelector("#turn [data-said]") || document.querySelector("#turn [data-last]");
    if (said) said.textContent = news ? news.textContent : "";
    if (first) first.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  });

  // An answer without a card, as when the session is over: the page itself goes there.
  document.addEventListener("htmx:before:swap", (event) => {
    const context = event.detail.ctx;
    if (context && context.text && !context.text.includes('id="turn"')) {
      event.preventDefault();
      location.reload();
    }
  });
})();
