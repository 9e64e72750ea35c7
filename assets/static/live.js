// A sale's numbers as they change. Without this they are those of the moment the page was made.
(() => {
  "use strict";
  const place = document.querySelector("[data-live]");
  if (!place || !window.EventSource) return;
  const bar = place.querySelector("[data-live-bar]");
  const said = place.querySelector("[data-live-said]");
  const SAY_EVERY = 20000;
  let source = null;
  let isFirst = true;
  let saidAt = 0;

  // Read aloud at most three times a minute, and not what the page says already.
  const say = (text) => {
    if (isFirst || Date.now() - saidAt < SAY_EVERY) return;
    saidAt = Date.now();
    said.textContent = text;
  };
  const show = (event) => {
    const news = JSON.parse(event.data);
    place.querySelector("[data-live-count]").textContent = news.text;
    bar.setAttribute("aria-label", news.text);
    bar.querySelector(".gate-filled").setAttribute("width", news.filled);
    bar.querySelector(".gate-held").setAttribute("width", news.filled + news.held);
    place.querySelector("[data-live-changed]").hidden = news.state === place.dataset.state;
    say(news.text);
    isFirst = false;
  };
  const open = () => {
    if (source) return;
    source = new EventSource(place.dataset.live);
    source.addEventListener("message", show);
  };
  const close = () => {
    if (source) source.close();
    source = null;
  };
  // A page that nobody sees holds no connection.
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", () => document.hidden || open());
  if (!document.hidden) open();
})();
